import { approve, sweepProposals, withdraw } from "@cowry/core/approvals";
import { correctionKinds } from "@cowry/core/corrections";
import { captureHold, sweepHolds } from "@cowry/core/holds";
import { type Customer, DAY, errors, MINUTE, now, present, SECOND, type Staff } from "@cowry/core/kernel";
import { decideOnTransfer, expireTransfer, journal } from "@cowry/core/wallet";
import { getItem } from "@cowry/table";
import { topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import { behind, fates, later, NGN, reason, send } from "./rivals-acts.ts";
import { HOLD, PART_CAPTURED, PROPOSAL, REVIEW } from "./rivals-money.ts";

/** Stages on which time runs out while somebody acts, and on which not all clocks are right. */

/** So little is left that whoever meets others tries again behind the end. */
const SOON = 5 * SECOND;

/** Waits until the very moment at which something ends, and is done where it stands then as it stood. */
async function seeItEnd(endsAtMs: number, stands: () => Promise<boolean>): Promise<void> {
  await later(endsAtMs - now());
  if (!(await stands())) throw errors.forbidden();
}

/** The payer is credited, so that whoever decided before decides anew; then its time is over. */
async function outlive(amina: Customer, transactionId: string): Promise<void> {
  await topUp(amina.userId, 100n);
  const read = async () => present(await getItem(journal, { transactionId }), "it is never removed");
  const { expiresAtMs = 0, captured } = await read();
  await seeItEnd(expiresAtMs, async () => {
    const seen = await read();
    return seen.status === "held" && seen.captured === captured;
  });
}

const lateHold = (stage: typeof HOLD): typeof HOLD => ({
  ...stage,
  name: `${stage.name}, whose time ends`,
  async set() {
    const world = await stage.set();
    await later(MINUTE - SOON);
    return world;
  },
  acts: {
    "capture all": ({ joseph, id }, key) => captureHold(joseph, id, { ...NGN, amount: undefined, final: true, key }),
    "capture some": ({ joseph, id }, key) => captureHold(joseph, id, { ...NGN, amount: 500n, final: false, key }),
    outlive: ({ amina, id }) => outlive(amina, id),
  },
  between: ["outlive"],
});

const lateExpiry = (stage: typeof HOLD): typeof HOLD => ({
  ...stage,
  name: `${stage.name}, whose time is over by one clock`,
  async set() {
    const world = await stage.set();
    await later(MINUTE);
    return world;
  },
  acts: {
    expire: () => sweepHolds(),
    "capture some by a clock that is late": ({ joseph, id }, key) =>
      behind(2 * MINUTE, () => captureHold(joseph, id, { ...NGN, amount: 500n, final: false, key })),
    "capture all by a clock that is late": ({ joseph, id }, key) =>
      behind(2 * MINUTE, () => captureHold(joseph, id, { ...NGN, amount: undefined, final: true, key })),
  },
  quiet: ["expire"],
  between: ["capture some by a clock that is late", "capture all by a clock that is late"],
});

const decideLate =
  (decision: "post" | "void") =>
  ({ id }: { readonly id: string }) =>
    behind(60 * DAY, () => decideOnTransfer(PROPOSER, id, { decision, reason }));

const EXPIRING: typeof REVIEW = {
  ...REVIEW,
  name: "a transfer that compliance looks at, whose time is over by one clock",
  async set() {
    const world = await REVIEW.set();
    await later(30 * DAY);
    return world;
  },
  acts: {
    expire: ({ id }) => expireTransfer(id),
    "post by a clock that is late": decideLate("post"),
    "void by a clock that is late": decideLate("void"),
    freeze: fates.freeze,
    "be paid": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
  },
  quiet: ["expire"],
  between: ["post by a clock that is late", "void by a clock that is late"],
};

const another: Staff = { ...APPROVER, userId: PROPOSER.userId.replace(/.$/, "0") };

const LAPSED: typeof PROPOSAL = {
  ...PROPOSAL,
  name: "a proposal whose time is over by one clock",
  async set() {
    const world = await PROPOSAL.set();
    await later(8 * DAY);
    return world;
  },
  acts: {
    expire: () => sweepProposals({}),
    "approve by a clock that is late": ({ id }) => behind(8 * DAY, () => approve(another, id, reason, correctionKinds)),
    "withdraw by a clock that is late": ({ id }) => behind(8 * DAY, () => withdraw(PROPOSER, id, reason)),
  },
  quiet: ["expire"],
  between: ["approve by a clock that is late", "withdraw by a clock that is late"],
};

export const LATE: readonly Stage<unknown>[] = [
  lateHold(HOLD),
  lateHold(PART_CAPTURED),
  lateExpiry(HOLD),
  lateExpiry(PART_CAPTURED),
  EXPIRING,
  LAPSED,
];
