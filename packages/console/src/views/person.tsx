import { useState } from "preact/hooks";
import { checkChain, type ChainVerdict } from "../chain.ts";
import { Balances } from "../parts/balances.tsx";
import { Button } from "../parts/fields.tsx";
import { Badge, Empty, Head, Panel, Shown, Table } from "../parts/layout.tsx";
import { useCloud, useLive, useTask } from "../live.ts";
import { decimalsOf, showMinor, showMoney } from "../money.ts";
import { to } from "../route.ts";
import type { Entry, Open, Person, Wallet } from "../shapes.ts";
import { look } from "../surface.ts";
import { showTime } from "../time.ts";
import { count, Fact } from "./overview.tsx";

/** Lines of a wallet that are shown before somebody asks for more. */
const LINES = 20;

/** One person: who, what they have, every line of it, and what is open. */
export function PersonView({ id }: { readonly id: string }) {
  const { pulse } = useCloud();
  const person = useLive<Person & { readonly open: readonly Open[] }>(
    `/people/${encodeURIComponent(id)}`,
    pulse.writes,
  );
  return (
    <Shown of={person}>
      {(value) => (
        <>
          <Head title={value.name ?? "Erased"} back={{ href: to("people"), name: "People" }}>
            <Badge word={value.status} />
          </Head>
          <div class="panels">
            <About person={value} />
            <OpenPanel open={value.open} />
            {value.wallets.map((wallet) => (
              <WalletPanel key={wallet.currency} userId={id} wallet={wallet} />
            ))}
          </div>
        </>
      )}
    </Shown>
  );
}

function About({ person }: { readonly person: Person }) {
  return (
    <Panel title="Who it is" id="who">
      <dl class="facts">
        <Fact name="Phone">
          {person.phone === null ? "–" : <a href={to("phones", person.phone)}>{person.phone}</a>}
        </Fact>
        <Fact name="E-mail">
          {person.email === null ? "–" : <a href={to("phones", person.email)}>{person.email}</a>}
        </Fact>
        <Fact name="Roles">{person.roles.join(", ") || "–"}</Fact>
        <Fact name="Since">{person.created_at === null ? "–" : showTime(person.created_at)}</Fact>
        <Fact name="Id">
          <code>{person.id}</code>
        </Fact>
      </dl>
    </Panel>
  );
}

function OpenPanel({ open }: { readonly open: readonly Open[] }) {
  const { assets } = useCloud();
  return (
    <Panel title="Holds and what is under way" id="open">
      {open.length === 0 ? (
        <Empty>Nothing is open: no hold, no payout, no top-up that waits.</Empty>
      ) : (
        <Table
          label="Holds and what is under way"
          columns={["What", "Standing", "Amount", "Since"]}
          figures={[2]}
          rows={open.map((each) => ({
            key: each.transaction_id,
            cells: [
              each.kind === "payout" ? <a href={to("executions", each.transaction_id)}>payout</a> : each.kind,
              <Badge word={each.status} />,
              showMoney(assets, each.amount, each.currency),
              each.created_at === null ? "–" : showTime(each.created_at),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function WalletPanel({ userId, wallet }: { readonly userId: string; readonly wallet: Wallet }) {
  const { assets, pulse } = useCloud();
  const { currency } = wallet;
  const path = `/entries?user=${encodeURIComponent(userId)}&currency=${currency}`;
  const entries = useLive<readonly Entry[]>(path, pulse.writes);
  const decimals = decimalsOf(assets, currency);
  return (
    <Panel title={`Wallet in ${currency}`} id={`wallet-${currency}`} wide aside={<Badge word={wallet.status} />}>
      <Balances wallet={wallet} decimals={decimals} label="Balance" />
      <Chain userId={userId} wallet={wallet} />
      <Shown of={entries}>{(value) => <Lines entries={value} decimals={decimals} />}</Shown>
    </Panel>
  );
}

/** The check asks for wallet and lines anew, in one go: what was on the screen may be a moment old. */
function Chain({ userId, wallet }: { readonly userId: string; readonly wallet: Wallet }) {
  const [verdict, setVerdict] = useState<ChainVerdict>();
  const { busy, run } = useTask();
  const check = async () => {
    const path = `/people/${encodeURIComponent(userId)}`;
    const person = await look<Person>(path);
    const now = person.wallets.find(({ currency }) => currency === wallet.currency) ?? wallet;
    const lines = await look<readonly Entry[]>(`/entries?user=${encodeURIComponent(userId)}&currency=${now.currency}`);
    setVerdict(await checkChain(userId, now, lines));
    return undefined;
  };
  return (
    <div class="chain">
      <Button kind="plain" busy={busy} onClick={() => run(check)}>
        Check the hash chain
      </Button>
      <p role="status">{verdict !== undefined && <Verdict verdict={verdict} />}</p>
    </div>
  );
}

function Verdict({ verdict: { checked, problems } }: { readonly verdict: ChainVerdict }) {
  if (problems.length > 0) return <span class="bad-text">The chain is broken: {problems.slice(0, 3).join("; ")}.</span>;
  return (
    <span class="good-text">
      {count(checked, "line")} hashed in this browser: each leads to the next, the last one to the wallet.
    </span>
  );
}

function Lines({ entries, decimals }: { readonly entries: readonly Entry[]; readonly decimals: number }) {
  const [shown, setShown] = useState(LINES);
  if (entries.length === 0) return <Empty>No line yet.</Empty>;
  const rows = entries.toReversed().slice(0, shown);
  return (
    <>
      <Table
        label="Lines, newest first"
        columns={["What", "Time", "Amount", "Balance", "Line", "Hash"]}
        figures={[2, 3, 4]}
        rows={rows.map((entry) => ({
          key: String(entry.seq),
          cells: [
            <What entry={entry} />,
            showTime(entry.at_ms),
            <span class={entry.amount.startsWith("-") ? "out" : "in"}>
              {entry.amount.startsWith("-") ? "" : "+"}
              {showMinor(entry.amount, decimals)}
            </span>,
            showMinor(entry.balance_after, decimals),
            String(entry.seq),
            <code title={entry.hash}>{entry.hash.slice(0, 8)}…</code>,
          ],
        }))}
      />
      {entries.length > shown && (
        <Button kind="plain" onClick={() => setShown(shown + 10 * LINES)}>
          Show more of {entries.length}
        </Button>
      )}
    </>
  );
}

function What({ entry }: { readonly entry: Entry }) {
  const { kind, counterparty, note, reversed, transaction_id } = entry;
  return (
    <span class="lines">
      <span>
        {kind === "payout" ? <a href={to("executions", transaction_id)}>payout</a> : kind}
        {counterparty !== null && ` · ${counterparty}`} {reversed && <Badge word="reversed" />}
      </span>
      {note !== null && <span class="soft small">{note}</span>}
    </span>
  );
}
