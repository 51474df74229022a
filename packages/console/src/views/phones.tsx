import { Badge, Empty, Head, Panel, Shown } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { to } from "../route.ts";
import type { Message } from "../shapes.ts";
import { showBrief, showTime } from "../time.ts";
import { count } from "./overview.tsx";

const SHOWN_MAX = 400;

/** Every phone and mailbox that was written to, and what it got. */
export function PhonesView({ chosen }: { readonly chosen: string | undefined }) {
  const { pulse } = useCloud();
  const messages = useLive<readonly Message[]>(`/messages?limit=${SHOWN_MAX}`, pulse.messages);
  return (
    <>
      <Head
        title="Phones"
        about="Text messages, e-mails and pushes that the product sent. They go no further than here."
      />
      <Shown of={messages}>
        {(value) => {
          const boxes = [...Map.groupBy(value, (message) => message.to)];
          if (boxes.length === 0) return <Empty>Nothing was sent yet. Ask for a code under “Try it”.</Empty>;
          const open = chosen ?? boxes[0]?.[0] ?? "";
          return (
            <div class={chosen === undefined ? "inbox" : "inbox opened"}>
              <BoxList boxes={boxes} open={open} />
              <Box to={open} />
            </div>
          );
        }}
      </Shown>
    </>
  );
}

function BoxList(props: { readonly boxes: readonly (readonly [string, readonly Message[]])[]; readonly open: string }) {
  const { pulse } = useCloud();
  return (
    <nav class="boxes" aria-label="Phones and mailboxes">
      <ul>
        {props.boxes.map(([name, [latest, ...others]]) => (
          <li key={name}>
            <a href={to("phones", name)} aria-current={name === props.open ? "true" : undefined}>
              <span class="box-name">{name}</span>
              {latest !== undefined && <time dateTime={latest.at}>{showBrief(latest.at, pulse.now)}</time>}
              <span class="box-text">{latest?.subject ?? latest?.body}</span>
              <span class="unseen">, {count(others.length + 1, "message")}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Box({ to: address }: { readonly to: string }) {
  const { pulse } = useCloud();
  const path = `/messages?limit=${SHOWN_MAX}&to=${encodeURIComponent(address)}`;
  const messages = useLive<readonly Message[]>(path, pulse.messages);
  return (
    <Panel
      title={address}
      id="box"
      aside={
        <a class="only-narrow" href={to("phones")}>
          All phones
        </a>
      }
    >
      <Shown of={messages}>
        {(value) =>
          value.length === 0 ? (
            <Empty>Nothing was sent here yet.</Empty>
          ) : (
            <ol class="messages" aria-label="Newest first">
              {value.map((message) => (
                <li key={message.id}>
                  <div class="message">
                    {message.subject !== undefined && <strong>{message.subject}</strong>}
                    <MessageText body={message.body} />
                  </div>
                  <p class="soft small">
                    <Badge word={message.channel} /> <time dateTime={message.at}>{showTime(message.at)}</time>
                  </p>
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </Panel>
  );
}

/** A one-time code stands out, wherever the text has it. */
export function MessageText({ body }: { readonly body: string }) {
  const [before, code, after] = /^([\s\S]*?)\b(\d{6})\b([\s\S]*)$/.exec(body)?.slice(1) ?? [];
  if (code === undefined) return <p>{body}</p>;
  return (
    <p>
      {before}
      <b class="otp">{code}</b>
      {after}
    </p>
  );
}
