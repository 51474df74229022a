import { approve } from "@cowry/core/approvals";
import { bulkKinds, uploadBatch } from "@cowry/core/bulk";
import { HOUR, MINUTE, newId, present, providerReference } from "@cowry/core/kernel";
import { proposeConclusion } from "@cowry/core/payouts";
import { journal } from "@cowry/core/wallet";
import { paystack } from "@cowry/gateways/paystack";
import { remove, write } from "@cowry/table";
import { concludeByTransfer } from "../../packages/core/src/payouts/conclude.ts";
import { dispatchItem } from "../../packages/core/src/payouts/store.ts";
import { taskTokenItem } from "../../packages/core/src/payouts/waiting-store.ts";
import { person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { every } from "./crash-checks.ts";
import type { Cloud } from "./crash-cloud.ts";
import { options, PAYOUT, simulate } from "./crash-flows.ts";

import { nights } from "./crash-nights.ts";
import type { Outcome } from "./crash-outcomes.ts";
import { planCrash } from "./crash-seams.ts";
import { call, colleague, cron, signedIn, step, type Story } from "./granted-stage.ts";
import { leftWaiting, paidPage, unheard } from "./granted-money.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";

/** Doors of money that goes out, alone and by the file, and of the nights that compare it. */

const reason = "Looked at";

/** A payout that was ordered; nobody has begun it yet. */
async function ordered(cloud: Cloud): Promise<string> {
  const before = new Set(payouts(cloud));
  await (
    await PAYOUT.prepare(cloud)
  )();
  return present(
    payouts(cloud).find((id) => !before.has(id)),
    "it was ordered",
  );
}

const payouts = (cloud: Cloud): readonly string[] =>
  every(journal, cloud.engine.all()).flatMap(({ kind, transactionId }) => (kind === "payout" ? [transactionId] : []));

const move = (cloud: Cloud, transactionId: string, status: string) =>
  simulate(cloud, `/_sim/transfers/${providerReference(transactionId)}`, { status });

/** Its bank takes its time. */
const slow = (cloud: Cloud) =>
  simulate(cloud, "/_sim/faults", { do: "transfer_outcome", outcome: "pending", times: null });

const tokenOf = (cloud: Cloud, transactionId: string): string =>
  present(
    every(taskTokenItem, cloud.engine.all()).find((one) => one.transactionId === transactionId)?.token,
    "its execution waits",
  );

async function retried(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await slow(cloud);
  const id = await ordered(cloud);
  const { token } = await colleague();
  const asked = { token, params: { id }, body: { reason } };
  await call(cloud, "payouts/retry-payout", asked);
  await move(cloud, id, "success");
  await call(cloud, "payouts/retry-payout", asked);
}

/** Ended between the sending and the wait for its word: the execution is woken by the very step that keeps its token. */
async function overtaken(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await slow(cloud);
  const id = await ordered(cloud);
  await cloud.live(20_000);
  const taskToken = tokenOf(cloud, id);
  await cron(cloud, "payouts/watch-float");
  const { token } = await colleague();
  await call(cloud, "payouts/get-float", { token });
  // A table that was restored to before its sending.
  await write(remove(dispatchItem, { transactionId: id }));
  await step(cloud, "payouts/poll-payout", { transactionId: id });
  const told = await paystack(options()).verifyTransfer(providerReference(id));
  if (told.outcome !== "found") throw new Error("it was sent");
  await concludeByTransfer(id, { ...told, status: "success" });
  await step(cloud, "payouts/await-confirmation", { transactionId: id, taskToken });
}

/** The event of its order was lost, and its execution dies at its first step. */
async function swept(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  planCrash({ door: "payouts/check-account", nth: 1, behind: 0 });
  await slow(cloud);
  const id = await ordered(cloud);
  await cloud.clock.moveTo(cloud.clock.now() + 8 * HOUR, () => Promise.resolve());
  await cron(cloud, "payouts/sweep-payouts");
  await move(cloud, id, "success");
  await cron(cloud, "payouts/sweep-payouts");
}

/** An execution ends its payout: what was never sent is given back, what was paid is booked. */
async function ended(cloud: Cloud): Promise<void> {
  const said = { status: "said", transferCode: null, fee: null, failure: null, afterSend: null };
  const unsent = { ...said, failure: "provider_unavailable", afterSend: 0 };
  for (const [outcome, what] of [
    ["failed", unsent],
    ["completed", said],
  ]) {
    const transactionId = await ordered(cloud);
    await step(cloud, "payouts/conclude-payout", { transactionId, outcome, said: what });
  }
}

/** Nobody ever sent it: two of the staff give it back, if nobody does so meanwhile. */
async function released(cloud: Cloud): Promise<void> {
  const transactionId = await ordered(cloud);
  const order = { transactionId, wish: "release", reason, key: newId() } as const;
  const { proposal } = await proposeConclusion(PROPOSER, order, paystack(options()));
  const { token } = await colleague();
  const params = { id: proposal.proposalId };
  await call(cloud, "approvals/approve-proposal", { token, params, body: { reason } });
}

/** A word of the provider's on a payout that waits, which came and was not carried out. */
async function told(cloud: Cloud): Promise<string> {
  const id = await ordered(cloud);
  await cloud.live(20_000);
  return leftWaiting(cloud, "transfer.success", `/transfer/verify/${providerReference(id)}`, { status: "success" });
}

async function woken(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await slow(cloud);
  const params = { id: await told(cloud) };
  const { token } = await colleague();
  await call(cloud, "webhooks/replay-webhook", { token, params, body: { reason } });
  await told(cloud);
  await cloud.live(11 * MINUTE);
  await cron(cloud, "webhooks/sweep-webhooks");
}

/** Where a code is asked for: what follows on it is ended at once. */
async function codeEntered(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await simulate(cloud, "/_sim/settings", { transfer_otp: true });
  const id = await ordered(cloud);
  await cloud.live(20_000);
  const { token } = await colleague();
  // Paid by the bank while the code is still being entered.
  let looks = 0;
  cloud.before = ({ by, target }) => {
    if (by?.door !== "payouts/enter-code" || !target.endsWith("BatchGetItem") || ++looks !== PAID_AT) return undefined;
    return move(cloud, id, "success").then(() => undefined);
  };
  await call(cloud, "payouts/enter-code", { token, params: { id }, body: { otp: "123456", reason } });
}

/** Who it is, the payout, and then, the code being entered, the payout again. */
const PAID_AT = 3;

/** The answer to its sending was lost, and the provider loses it once its code was entered: it is sent again. */
async function codeLost(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await simulate(cloud, "/_sim/settings", { transfer_otp: true });
  const id = await ordered(cloud);
  await simulate(cloud, "/_sim/faults", { do: "lose_answer", on: { operation: "transfer" } });
  await simulate(cloud, "/_sim/faults", {
    do: "refuse",
    on: { operation: "verify_transfer" },
    times: null,
    for_ms: 16 * MINUTE,
  });
  await cloud.live(17 * MINUTE);
  const { token } = await colleague();
  const provider = cloud.provider.bind(cloud);
  let entered = false;
  cloud.provider = (path) => {
    entered ||= path.startsWith("/transfer/finalize");
    return provider(entered && path.startsWith("/transfer/verify/") ? "/transfer/verify/cw-of-nobody" : path);
  };
  await call(cloud, "payouts/enter-code", { token, params: { id }, body: { otp: "123456", reason } });
}

const reader = {
  readCsv: (text: string) => {
    const records = text.split("\n").map((line, at) => ({ line: at + 1, cells: line.split(",") }));
    return { outcome: "read", records } as const;
  },
};

/** A file of which no event told that it was approved. */
async function file(cloud: Cloud): Promise<void> {
  const { userId } = await person(1_000_000n);
  await signedIn(userId, ["merchant"]);
  const csv = ["account_number,bank_code,amount,reference,account_name", "0123456789,057,1000.00,r-1,"].join("\n");
  const upload = { payerId: userId, csv, reason: "Salaries" };
  const { batch } = await uploadBatch(PROPOSER, upload, { reader, banks: paystack(options()) });
  await approve(APPROVER, batch.proposalId ?? "", "Checked", bulkKinds);
  await cloud.clock.moveTo(cloud.clock.now() + 31 * MINUTE, () => Promise.resolve());
  await cron(cloud, "bulk/sweep-batches");
}

/** The provider is away in the first night, and its ledger in the second. */
const TROUBLED: Outcome = {
  name: "away, and then without its ledger",
  faults: () => [
    { do: "refuse", on: { operation: "list_transactions" }, for_ms: 4 * HOUR },
    { do: "error", on: { operation: "balance_ledger" }, for_ms: 28 * HOUR },
  ],
};

/** What differs is found by a task whose answer is lost, and found again. */
async function comparedTwice(cloud: Cloud): Promise<void> {
  await unheard(cloud);
  await paidPage(cloud);
  const run = cloud.run.bind(cloud);
  const compared: unknown[] = [];
  cloud.run = (door, event) => {
    if (door.id === "reconciliation/compare-places") compared.push(event);
    return run(door, event);
  };
  await cloud.clock.moveTo(cloud.clock.now() + 19 * HOUR, () => Promise.resolve());
  await cron(cloud, "reconciliation/start-nightly");
  await cloud.settle();
  for (const input of [...compared]) await step(cloud, "reconciliation/compare-places", input);
}

export const PAYOUTS: readonly Story[] = [
  {
    name: "a payout is sent and ended by staff",
    shows: ["payouts/retry-payout get put update check"],
    tell: retried,
  },
  {
    name: "a payout has ended before its execution waits for it",
    shows: [
      "payouts/check-account update",
      "payouts/watch-float batch_get",
      "payouts/get-float batch_get",
      "payouts/poll-payout put",
      "payouts/await-confirmation states:SendTaskSuccess",
    ],
    tell: overtaken,
  },
  {
    name: "a payout is ended by its execution",
    shows: ["payouts/conclude-payout get batch_get put update check"],
    tell: ended,
  },
  {
    name: "a payout that nobody began is swept up",
    shows: ["payouts/sweep-payouts get batch_get put update check states:StartExecution"],
    tell: swept,
  },
  { name: "a payout that was never sent is given back", shows: ["approvals/approve-proposal check"], tell: released },
  {
    name: "words on payouts that wait are carried out, and their executions woken",
    shows: ["webhooks/replay-webhook states:SendTaskSuccess", "webhooks/sweep-webhooks states:SendTaskSuccess"],
    tell: woken,
  },
  { name: "a payout is paid as its code is entered", shows: ["payouts/enter-code get"], tell: codeEntered },
  { name: "a payout is lost as its code is entered", shows: ["payouts/enter-code put check"], tell: codeLost },
  { name: "what differs is found twice", shows: ["reconciliation/compare-places update"], tell: comparedTwice },
  {
    name: "a file of which no event told is paid",
    shows: ["bulk/sweep-batches get batch_get query put update check states:StartExecution"],
    tell: file,
  },
];

export const NIGHTS: Story = {
  name: "nights in which the provider is away",
  shows: [
    "reconciliation/start-nightly get query put states:StartExecution",
    "reconciliation/read-pages put update put_many",
    "reconciliation/compare-places get",
    "reconciliation/fail-run update",
  ],
  tell: () => Promise.resolve(),
};
export { nights, TROUBLED };
