import type { ComponentChildren, TargetedInputEvent } from "preact";

/** A labelled input of text. */
export function Field(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly numeric?: boolean;
  readonly placeholder?: string;
  readonly type?: "text" | "search" | "password";
  readonly options?: readonly { readonly value: string; readonly name: string }[];
}) {
  const { id, label, value, onInput, hint, numeric, placeholder, type = "text", options } = props;
  const shared = {
    ...{ id, value, placeholder: placeholder ?? "", autoComplete: "off", spellcheck: false },
    inputMode: numeric === true ? ("decimal" as const) : ("text" as const),
    ...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` }),
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {options !== undefined ? (
        <input {...shared} type="text" list={`${id}-options`} />
      ) : type === "password" ? (
        <input {...shared} type="password" />
      ) : type === "search" ? (
        <input {...shared} type="search" />
      ) : (
        <input {...shared} type="text" />
      )}
      {options !== undefined && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </datalist>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A labelled choice of one. */
export function Choice(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly name: string }[];
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
}) {
  const { id, label, value, options, onChange, hint } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** A form that never leaves the page. */
export function Form(props: {
  readonly onSubmit: () => void;
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <form
      aria-label={props.label}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
    </form>
  );
}

export function Button(props: {
  readonly children: ComponentChildren;
  readonly busy?: boolean;
  readonly kind?: "main" | "plain" | "small";
  readonly label?: string;
  readonly onClick?: () => void;
}) {
  const { children, busy = false, kind = "plain", label, onClick } = props;
  return (
    <button
      type={onClick === undefined ? "submit" : "button"}
      class={kind}
      aria-label={label}
      // A button that was pressed keeps the focus: it is not disabled, it does nothing meanwhile.
      aria-disabled={busy}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </button>
  );
}
