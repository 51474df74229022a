import { useState } from "preact/hooks";
import { Button, Choice, Field, Form } from "../parts/fields.tsx";
import { Badge, Empty, Head, Panel, Shown, Table } from "../parts/layout.tsx";
import { type Task, useCloud, useLive, useTask } from "../live.ts";
import { readTyped, showMoney } from "../money.ts";
import type { Charge, Transfer, Webhook } from "../shapes.ts";
import { turn } from "../surface.ts";
import { showBrief } from "../time.ts";

interface Items<T> {
  readonly items: readonly T[];
}

/** The simulator tells nobody when something happens there: it is asked whenever the clock's second is another. */
function useSimulator<T>(path: string) {
  const { pulse } = useCloud();
  return useLive<T>(`/paystack/${path}`, pulse.now.slice(0, 19));
}

/** What stands between the product and the banks here: pages to pay on, transfers, events, and switches. */
export function PaystackView() {
  const { info } = useCloud();
  const task = useTask();
  return (
    <>
      <Head
        title="Paystack"
        about="The simulator: Paystack's API, its checkout page and its webhooks, without money. Its own page has more switches."
      >
        {info.paystack !== "" && (
          <a class="button main" href={info.paystack}>
            Open the simulator
          </a>
        )}
      </Head>
      {info.paystack === "" ? (
        <Empty>The simulator was left out of this cloud.</Empty>
      ) : (
        <div class="panels">
          <Charges />
          <Transfers task={task} />
          <Webhooks task={task} />
          <Switches task={task} />
        </div>
      )}
    </>
  );
}

function Charges() {
  const { assets, pulse } = useCloud();
  const charges = useSimulator<Items<Charge>>("charges");
  return (
    <Panel title="Checkout" id="charges" wide>
      <Shown of={charges}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>No page to pay on was ordered yet. A top-up orders one.</Empty>
          ) : (
            <Table
              label="Charges, newest first"
              columns={["Reference", "Status", "Amount", "When", "Page"]}
              figures={[2]}
              rows={items.map((charge) => ({
                key: charge.reference,
                cells: [
                  <code>{charge.reference}</code>,
                  <Badge word={charge.status} />,
                  showMoney(assets, charge.amount, charge.currency),
                  showBrief(charge.created_at, pulse.now),
                  <a
                    href={charge.checkout_url}
                    aria-label={`${charge.status === "success" ? "look at it" : "open checkout"}: page of ${charge.reference}`}
                  >
                    {charge.status === "success" ? "look at it" : "open checkout"}
                  </a>,
                ],
              }))}
            />
          )
        }
      </Shown>
    </Panel>
  );
}

/** What a transfer can be moved to by hand. */
const OUTCOMES = ["success", "failed", "reversed"] as const;

function Transfers({ task }: { readonly task: Task }) {
  const { assets, pulse } = useCloud();
  const transfers = useSimulator<Items<Transfer>>("transfers");
  const move = (reference: string, status: string) =>
    task.run(async () => {
      await turn(`/paystack/transfers/${reference}`, { status });
      return `The transfer is ${status}.`;
    });
  return (
    <Panel title="Transfers to banks" id="transfers" wide>
      <Shown of={transfers}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>Nothing was sent to a bank yet. A payout does.</Empty>
          ) : (
            <Table
              label="Transfers, newest first"
              columns={["Reference", "Status", "Amount", "When", ""]}
              figures={[2]}
              rows={items.map(({ reference, status, amount, currency, created_at }) => ({
                key: reference,
                cells: [
                  <code>{reference}</code>,
                  <Badge word={status} />,
                  showMoney(assets, amount, currency),
                  showBrief(created_at, pulse.now),
                  <span class="buttons">
                    {OUTCOMES.filter((to) => movable(status, to)).map((to) => (
                      <Button
                        key={to}
                        kind="small"
                        busy={task.busy}
                        label={`${to}: move ${reference} there`}
                        onClick={() => move(reference, to)}
                      >
                        {to}
                      </Button>
                    ))}
                  </span>,
                ],
              }))}
            />
          )
        }
      </Shown>
    </Panel>
  );
}

/** What is over can only be reversed, and only when it went well. */
function movable(status: string, to: string): boolean {
  if (["failed", "reversed", "abandoned", "rejected", "blocked"].includes(status)) return false;
  return status === "success" ? to === "reversed" : to !== "reversed";
}

function Webhooks({ task }: { readonly task: Task }) {
  const { pulse } = useCloud();
  const webhooks = useSimulator<Items<Webhook>>("webhooks");
  const again = (id: string) =>
    task.run(async () => {
      const { last } = await turn<{ last?: { status: number | null } }>(`/paystack/webhooks/${id}/resend`, {});
      return `Sent once more; the answer was ${last?.status ?? "none"}.`;
    });
  return (
    <Panel title="Webhooks" id="webhooks" wide>
      <Shown of={webhooks}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>No event was sent yet.</Empty>
          ) : (
            <Table
              label="Webhooks, newest first"
              columns={["Event", "State", "Answers", "Reference", "When", ""]}
              rows={items.slice(0, 30).map(({ id, event, state, attempts, reference, created_at }) => ({
                key: id,
                cells: [
                  <code>{event}</code>,
                  <Badge word={state} />,
                  attempts.map(({ status }) => status ?? "none").join(", ") || "–",
                  <code>{reference}</code>,
                  showBrief(created_at, pulse.now),
                  <Button
                    kind="small"
                    busy={task.busy}
                    label={`Send again: ${event} of ${reference}`}
                    onClick={() => again(id)}
                  >
                    Send again
                  </Button>,
                ],
              }))}
            />
          )
        }
      </Shown>
    </Panel>
  );
}

function Switches({ task }: { readonly task: Task }) {
  return (
    <Panel title="Switches" id="switches" wide>
      <div class="columns">
        <Deposit task={task} />
        <OneTimeCodes task={task} />
        <Settle task={task} />
      </div>
    </Panel>
  );
}

function Deposit({ task }: { readonly task: Task }) {
  const [amount, setAmount] = useState("100,000.00");
  const { say } = useCloud();
  const deposit = () => {
    const minor = readTyped(amount, 2);
    if (minor === undefined) {
      say("Type an amount in naira, such as 5,000.00.", "bad");
      return;
    }
    task.run(async () => {
      await turn("/paystack/deposit", { amount: minor });
      return "The balance at Paystack has grown.";
    });
  };
  return (
    <Form label="Put money into the balance" onSubmit={deposit}>
      <div class="inline">
        <Field id="deposit" label="Our balance (naira)" value={amount} onInput={setAmount} numeric />
        <Button busy={task.busy}>Deposit</Button>
      </div>
    </Form>
  );
}

function OneTimeCodes({ task }: { readonly task: Task }) {
  const settings = useSimulator<{ readonly transfer_otp: boolean }>("settings");
  const choose = (value: string) =>
    task.run(async () => {
      await turn("/paystack/settings", { transfer_otp: value === "on" });
      return `One-time codes are ${value}.`;
    });
  return (
    <Shown of={settings}>
      {({ transfer_otp: on }) => (
        <Choice
          id="otp"
          label="One-time code before transfers"
          value={on ? "on" : "off"}
          options={[
            { value: "off", name: "off" },
            { value: "on", name: "on: transfers wait for 123456" },
          ]}
          onChange={choose}
        />
      )}
    </Shown>
  );
}

function Settle({ task }: { readonly task: Task }) {
  const settle = async () => {
    await turn("/paystack/settlements", {});
    return "Today's payments are a settlement now.";
  };
  return (
    <div class="field">
      <p class="label">What was paid today</p>
      <Button busy={task.busy} onClick={() => task.run(settle)}>
        Settle
      </Button>
    </div>
  );
}
