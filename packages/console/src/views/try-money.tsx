import { useState } from "preact/hooks";
import { Balances } from "../parts/balances.tsx";
import { Button, Field, Form } from "../parts/fields.tsx";
import { Panel, Shown } from "../parts/layout.tsx";
import { useCloud, useLive, useTask } from "../live.ts";
import { decimalsOf, readTyped, showMoney } from "../money.ts";
import { to } from "../route.ts";
import type { Execution, Person } from "../shapes.ts";
import { act, type Actor } from "../wallet.ts";

const CURRENCY = "NGN";

/** What somebody typed, in kobo; tells what is wrong with it where it is no amount. */
function useAmount(first: string) {
  const { assets } = useCloud();
  const [typed, setTyped] = useState(first);
  const read = (): number => {
    const minor = readTyped(typed, decimalsOf(assets, CURRENCY));
    if (minor === undefined) throw new Error("Type an amount in naira above 0, such as 1,200.00.");
    return minor;
  };
  return { typed, setTyped, read };
}

/** The wallet of whoever acts, and the three ways of money. */
export function MoneyPanels({ actor, others }: { readonly actor: Actor; readonly others: readonly Actor[] }) {
  return (
    <>
      <Balance actor={actor} />
      <TopUp actor={actor} />
      <Send actor={actor} others={others} />
      <PayOut actor={actor} />
    </>
  );
}

function Balance({ actor }: { readonly actor: Actor }) {
  const { assets, pulse } = useCloud();
  const person = useLive<Person>(`/people/${actor.id}`, pulse.writes);
  const decimals = decimalsOf(assets, CURRENCY);
  return (
    <Panel title={`${actor.name}'s wallet`} id="balance" wide aside={<a href={to("people", actor.id)}>Every line</a>}>
      <Shown of={person}>
        {({ wallets }) => (
          <Balances
            wallet={wallets.find(({ currency }) => currency === CURRENCY)}
            decimals={decimals}
            label={`Balance, ${CURRENCY}`}
          />
        )}
      </Shown>
    </Panel>
  );
}

function TopUp({ actor }: { readonly actor: Actor }) {
  const amount = useAmount("5,000.00");
  const [page, setPage] = useState<string>();
  const { busy, run } = useTask();
  const submit = () =>
    run(async () => {
      const order = { amount: amount.read(), currency: CURRENCY, payment_method: "card" };
      const { payment_url } = await act<{ payment_url: string }>(actor, "POST", "/wallet/topup/initiate", order);
      setPage(payment_url);
      return "A page to pay on is open. Pay there with a test card.";
    });
  return (
    <Panel title="Pay in" id="pay-in">
      <Form label="Pay in" onSubmit={submit}>
        <Field id="pay-in-amount" label="Amount (naira)" value={amount.typed} onInput={amount.setTyped} numeric />
        <Button kind="main" busy={busy}>
          Order a checkout page
        </Button>
      </Form>
      {page !== undefined && (
        <p class="notice good">
          <a href={page} target="_blank" rel="noreferrer">
            Open the checkout page
          </a>{" "}
          (a new tab). The balance here moves when it is paid.
        </p>
      )}
    </Panel>
  );
}

function Send({ actor, others }: { readonly actor: Actor; readonly others: readonly Actor[] }) {
  const { assets } = useCloud();
  const [phone, setPhone] = useState(others[0]?.phone ?? "");
  const amount = useAmount("1,200.00");
  const [note, setNote] = useState("");
  const [pin, setPin] = useState("");
  const { busy, run } = useTask();
  const submit = () =>
    run(async () => {
      const order = {
        to_phone: phone,
        amount: amount.read(),
        currency: CURRENCY,
        pin,
        ...(note === "" ? {} : { note }),
      };
      const { transaction } = await act<{ transaction: { amount: number; status: string } }>(
        actor,
        "POST",
        "/wallet/transfer",
        order,
      );
      return `${showMoney(assets, transaction.amount, CURRENCY)} to ${phone}: ${transaction.status}.`;
    });
  return (
    <Panel title="Send" id="send">
      <Form label="Send" onSubmit={submit}>
        <div class="pair">
          <Field
            id="send-to"
            label="To the phone"
            value={phone}
            onInput={setPhone}
            options={others.map((other) => ({ value: other.phone, name: other.name }))}
          />
          <Field id="send-amount" label="Amount (naira)" value={amount.typed} onInput={amount.setTyped} numeric />
          <Field id="send-note" label="Note, if any" value={note} onInput={setNote} />
          <Field id="send-pin" type="password" label="PIN" value={pin} onInput={setPin} numeric />
        </div>
        <Button kind="main" busy={busy}>
          Send
        </Button>
      </Form>
    </Panel>
  );
}

function PayOut({ actor }: { readonly actor: Actor }) {
  const amount = useAmount("1,000.00");
  const [account, setAccount] = useState("0123456789");
  const [pin, setPin] = useState("");
  const [started, setStarted] = useState<string>();
  const { busy, run } = useTask();
  const submit = () =>
    run(async () => {
      const minor = amount.read();
      const bank = { account_number: account, bank_code: BANK };
      const beneficiary = await act<{ id: string }>(actor, "POST", "/wallet/transfer/beneficiary", bank);
      const order = { beneficiary_id: beneficiary.id, amount: minor, pin };
      const { transaction_id } = await act<{ transaction_id: string }>(actor, "POST", "/wallet/withdraw", order);
      setStarted(transaction_id);
      return "The payout is on its way.";
    });
  return (
    <Panel title="Pay out" id="pay-out" wide>
      <Form label="Pay out" onSubmit={submit}>
        <div class="pair">
          <Field
            id="account"
            label="Account at Zenith Bank"
            value={account}
            onInput={setAccount}
            numeric
            hint="9990000001 fails, …02 is reversed, …03 stays pending."
          />
          <Field id="pay-out-amount" label="Amount (naira)" value={amount.typed} onInput={amount.setTyped} numeric />
          <Field id="pay-out-pin" type="password" label="PIN" value={pin} onInput={setPin} numeric />
        </div>
        <Button kind="main" busy={busy}>
          Pay out
        </Button>
      </Form>
      {started !== undefined && <Started transaction={started} />}
    </Panel>
  );
}

/** The stream starts a payout's execution, a moment after the order. */
function Started({ transaction }: { readonly transaction: string }) {
  const { pulse } = useCloud();
  const executions = useLive<readonly Execution[]>("/executions?limit=50", pulse.moves);
  const isThere = executions.state === "ready" && executions.value.some(({ id }) => id === transaction);
  return (
    <p class="notice good">
      {isThere ? <a href={to("executions", transaction)}>See its execution</a> : "Its execution starts in a moment"}. It
      ends when the bank has answered: move the clock.
    </p>
  );
}

/** Zenith Bank's code. */
const BANK = "057";
