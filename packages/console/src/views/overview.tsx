import type { ComponentChildren } from "preact";
import { Badge, Empty, Head, Panel, Shown, Table } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { decimalsOf, showMinor, showMoney } from "../money.ts";
import { to } from "../route.ts";
import type { Books, Call, Message } from "../shapes.ts";
import { showBrief } from "../time.ts";

/** The books, what happened last, and where everything is. */
export function Overview() {
  return (
    <>
      <Head
        title="Overview"
        about="Cowry on this machine: no real money, no network, and time that moves when you say so."
      >
        <a class="button main" href={to("try")}>
          Try it
        </a>
      </Head>
      <div class="panels">
        <BooksPanel />
        <MessagesPanel />
        <CallsPanel />
        <AddressesPanel />
      </div>
    </>
  );
}

function BooksPanel() {
  const { pulse } = useCloud();
  const books = useLive<Books>("/books", pulse.writes);
  return (
    <Panel title="The books" id="books" aside={books.state === "ready" && <Badge word={books.value.state} />}>
      <Shown of={books}>{(value) => <BooksShown books={value} />}</Shown>
    </Panel>
  );
}

function BooksShown({ books }: { readonly books: Books }) {
  const { assets } = useCloud();
  if (books.currencies.length === 0) return <Empty>No money has moved yet. Top up somebody under “Try it”.</Empty>;
  return (
    <>
      {books.problems.map((problem) => (
        <p key={problem} class="notice bad">
          {problem}
        </p>
      ))}
      {books.currencies.map(({ currency, sum, in_wallets, accounts }) => {
        const decimals = decimalsOf(assets, currency);
        return (
          <dl key={currency} class="ledger">
            <dt>In wallets</dt>
            <dd>{showMinor(in_wallets, decimals)}</dd>
            {accounts.flatMap(({ account, balance }) => [
              <dt key={account}>
                <code>{account}</code>
              </dt>,
              <dd key={`${account}-balance`}>{showMinor(balance, decimals)}</dd>,
            ])}
            <dt class="total">Σ of all accounts</dt>
            <dd class="total">{showMoney(assets, sum, currency)}</dd>
          </dl>
        );
      })}
      <p class="soft small">
        {count(books.transactions, "transaction")}, {count(books.entries, "entry", "entries")} in{" "}
        {count(books.wallets, "wallet")}, {count(books.in_flight, "payout")} in flight. Recomputed from the journals by
        code that shares nothing with the ledger's.
      </p>
    </>
  );
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function MessagesPanel() {
  const { pulse } = useCloud();
  const messages = useLive<readonly Message[]>("/messages?limit=4", pulse.messages);
  return (
    <Panel title="Latest messages" id="latest-messages" aside={<a href={to("phones")}>All phones</a>}>
      <Shown of={messages}>
        {(value) =>
          value.length === 0 ? (
            <Empty>Nothing was sent yet.</Empty>
          ) : (
            <ul class="feed">
              {value.map((message) => (
                <li key={message.id}>
                  <div class="feed-head">
                    <a href={to("phones", message.to)}>{message.to}</a>
                    <time dateTime={message.at}>{showBrief(message.at, pulse.now)}</time>
                  </div>
                  <p>{message.subject ?? message.body}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Panel>
  );
}

function CallsPanel() {
  const { pulse } = useCloud();
  const calls = useLive<readonly Call[]>("/runs?limit=8", pulse.runs);
  return (
    <Panel title="Latest calls" id="latest-calls" aside={<a href={to("doors")}>All doors</a>}>
      <Shown of={calls}>
        {(value) =>
          value.length === 0 ? (
            <Empty>No function was called yet.</Empty>
          ) : (
            <Table
              label="Latest calls"
              columns={["Door", "Answer", "Time"]}
              figures={[2]}
              rows={value.map((call) => ({
                key: String(call.number),
                cells: [
                  <a href={to("doors", call.function)}>{call.function}</a>,
                  <Answer call={call} />,
                  `${call.ms} ms`,
                ],
              }))}
            />
          )
        }
      </Shown>
    </Panel>
  );
}

/** How a call ended: its HTTP status where it has one. */
export function Answer({ call }: { readonly call: Call }) {
  if (call.how !== "ok") return <Badge word={call.how} />;
  if (call.status === null) return <Badge word="ok" />;
  const tone = call.status >= 500 ? "bad" : call.status >= 400 ? "warn" : "good";
  return <Badge word={String(call.status)} tone={tone} />;
}

function AddressesPanel() {
  const { info } = useCloud();
  const links = [
    ["API", info.api],
    ["API documentation", info.docs],
    ["Paystack simulator", info.paystack],
  ] as const;
  const facts = [
    ["Webhook", info.webhook_url],
    ["AWS endpoint", info.aws_endpoint],
    ["Table", info.tables.join(", ")],
    ["Data", info.data_dir ?? "in memory"],
    ["Version", info.version],
  ] as const;
  return (
    <Panel title="Addresses" id="addresses">
      <dl class="facts">
        {links.map(([name, address]) => (
          <Fact key={name} name={name}>
            {address === "" ? "left out" : <a href={address}>{address}</a>}
          </Fact>
        ))}
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            <code>{value === "" ? "–" : value}</code>
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

/** A name and what it stands for. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
