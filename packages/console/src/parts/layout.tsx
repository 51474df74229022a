import type { ComponentChildren } from "preact";
import type { Loaded } from "../live.ts";

/** A titled part of a view. */
export function Panel(props: {
  readonly title: string;
  readonly id: string;
  readonly wide?: boolean;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const { title, id, wide, aside, children } = props;
  return (
    <section class={wide === true ? "panel wide" : "panel"} aria-labelledby={id}>
      <div class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** The head of a view: its name, what it is about, and where it came from. */
export function Head(props: {
  readonly title: string;
  readonly about?: ComponentChildren;
  readonly back?: { readonly href: string; readonly name: string };
  readonly children?: ComponentChildren;
}) {
  const { title, about, back, children } = props;
  return (
    <div class="view-head">
      {back !== undefined && (
        <a class="back" href={back.href}>
          <span aria-hidden="true">← </span>
          {back.name}
        </a>
      )}
      <div class="view-title">
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </div>
      {about !== undefined && <p class="soft">{about}</p>}
    </div>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** Shows what was loaded; until then that it is loading, and why it could not be. */
export function Shown<T>(props: { readonly of: Loaded<T>; readonly children: (value: T) => ComponentChildren }) {
  const { of, children } = props;
  if (of.state === "ready") return <>{children(of.value)}</>;
  if (of.state === "failed")
    return (
      <p class="notice bad" role="alert">
        {of.reason}
      </p>
    );
  return (
    <div class="loading">
      <span class="unseen">Loading</span>
      <span aria-hidden="true" />
      <span aria-hidden="true" />
      <span aria-hidden="true" />
    </div>
  );
}

export type Tone = "good" | "bad" | "warn" | "plain";

const TONES: Readonly<Record<string, Tone>> = {
  ...{ active: "good", completed: "good", SUCCEEDED: "good", success: "good", delivered: "good", ok: "good" },
  ...{ right: "good", processed: "good" },
  ...{ failed: "bad", FAILED: "bad", TIMED_OUT: "bad", ABORTED: "bad", blocked: "bad", error: "bad", crash: "bad" },
  ...{ timeout: "bad", reversed: "bad", exhausted: "bad", dropped: "bad", rejected: "bad", wrong: "bad" },
  ...{ abandoned: "bad" },
  ...{ pending: "warn", RUNNING: "warn", processing: "warn", awaiting_confirmation: "warn", held: "warn" },
  ...{ frozen: "warn", moving: "warn", otp: "warn", received: "warn" },
};

/** A word for how something stands; the colour says it once more. */
export function Badge({ word, tone }: { readonly word: string; readonly tone?: Tone }) {
  return <span class={`badge ${tone ?? TONES[word] ?? "plain"}`}>{word.toLowerCase().replaceAll("_", " ")}</span>;
}

/** A table that becomes a list of cards where there is no room for its columns. */
export function Table(props: {
  readonly label: string;
  readonly columns: readonly string[];
  /** Columns of figures, by their place. */
  readonly figures?: readonly number[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
}) {
  const { label, columns, figures = [], rows } = props;
  const kind = (index: number) => (figures.includes(index) ? "figure" : undefined);
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          {columns.map((column, index) => (
            <th key={column} scope="col" class={kind(index)}>
              {column === "" ? <span class="unseen">Actions</span> : column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, index) => (
              <td key={columns[index]} data-label={columns[index]} class={kind(index)}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** JSON for people to read. */
export function Json({ value }: { readonly value: unknown }) {
  return (
    <pre class="json" tabIndex={0}>
      {JSON.stringify(value, undefined, 2)}
    </pre>
  );
}
