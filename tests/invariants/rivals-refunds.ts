import { approve } from "@cowry/core/approvals";
import { receiveDispute } from "@cowry/core/disputes";
import { type Customer, present } from "@cowry/core/kernel";
import { receiveRefund, refundEndKinds, proposeRefundEnd, refundKinds, sendRefund } from "@cowry/core/refunds";
import type { RefundStatus } from "../../packages/core/src/refunds/ports.ts";
import { paid, Provider } from "../../packages/core/src/refunds/refunds.testkit.ts";
import { loadRefund } from "../../packages/core/src/refunds/staff.ts";
import { topUp } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { APPROVER, PROPOSER } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import { fates, reason, send, two } from "./rivals-acts.ts";
import { disputeOf, proposed } from "./rivals-provider.ts";

/** Stages on which several give the same top-up back at once. */

const [FIRST, SECOND, THIRD] = [200_000n, 100_000n, 150_000n];

interface Refunding {
  readonly amina: Customer;
  readonly joseph: Customer;
  readonly reference: string;
  readonly first: string;
  readonly second: string;
  /** Proposals: of a third refund, and that the first has arrived and the second has not. */
  readonly third: string;
  readonly arrived: string;
  readonly failed: string;
}

type Said = Readonly<Partial<Record<"first" | "second", RefundStatus>>>;

/** What the provider has of both; the references follow from the refunds' ids. */
async function told(
  { reference: chargeReference, first, second }: Omit<Refunding, "third" | "arrived" | "failed">,
  said: Said,
) {
  const provider = new Provider();
  for (const [refundId, status = "pending"] of [
    [first, said.first],
    [second, said.second],
  ] as const) {
    const { reference, amount } = await loadRefund(refundId);
    provider.make({ reference, chargeReference, amount, status });
  }
  return provider;
}

const hear = (said: Said) => async (world: Refunding) => receiveRefund(world.reference, await told(world, said));
const accountOf = () => Promise.resolve(undefined);
const ends = (provider: Provider) => refundEndKinds({ provider, accountOf });

const approved = async (proposalId: string) =>
  String(present((await approve(APPROVER, proposalId, reason, refundKinds)).result, "it was done")["transaction_id"]);

async function ending(refundId: string, wish: "settle" | "release", provider: Provider): Promise<string> {
  const order = { refundId, wish, beneficiaryId: undefined, reason, key: `${wish} ${refundId}` };
  return (await proposeRefundEnd(PROPOSER, order, { provider, accountOf })).proposal.proposalId;
}

const REFUNDING: Stage<Refunding> = {
  name: "a top-up with two refunds on their way",
  async set() {
    const people = await two(0n);
    const { amina, joseph } = people;
    const { id, reference } = await paid(amina);
    const [first, second] = [
      await approved(await proposed(id, FIRST, "1")),
      await approved(await proposed(id, SECOND, "2")),
    ];
    const provider = new Provider();
    for (const refundId of [first, second]) await sendRefund(refundId, provider);
    // Of the rest little is kept for the dispute; what comes afterwards is there to be taken.
    await send(amina, joseph, 150_000n, "spent");
    await receiveDispute(disputeOf(reference));
    await topUp(amina.userId, 160_000n);
    const world = { ...people, reference, first, second };
    return {
      ...world,
      third: await proposed(id, THIRD, "3"),
      arrived: await ending(first, "settle", await told(world, { first: "processed" })),
      failed: await ending(second, "release", await told(world, { second: "failed" })),
    };
  },
  acts: {
    "refund more": ({ third }) => approve(APPROVER, third, reason, refundKinds),
    "hear that the first arrived": hear({ first: "processed" }),
    "hear that the second arrived": hear({ second: "processed" }),
    "hear that the second failed": hear({ second: "failed" }),
    "hear that the second waits for somebody": hear({ second: "needs-attention" }),
    "settle the first by staff": async (world) =>
      approve(APPROVER, world.arrived, reason, ends(await told(world, { first: "processed" }))),
    "release the second by staff": async (world) =>
      approve(APPROVER, world.failed, reason, ends(await told(world, { second: "failed" }))),
    "hear of a refund of nobody's": async (world) => {
      const provider = await told(world, {});
      provider.make({ chargeReference: world.reference, amount: 60_000n, status: "processed" });
      return receiveRefund(world.reference, provider);
    },
    "lose a dispute": ({ reference }) => receiveDispute(disputeOf(reference, "resolved", "merchant-accepted")),
    "be paid": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
    freeze: fates.freeze,
  },
  quiet: [
    "hear that the first arrived",
    "hear that the second arrived",
    "hear that the second failed",
    "hear that the second waits for somebody",
    "hear of a refund of nobody's",
    "lose a dispute",
  ],
};

const NOTHING_LEFT: typeof REFUNDING = {
  ...REFUNDING,
  name: "a top-up with two refunds on their way, and an empty wallet",
  async set() {
    const world = await REFUNDING.set();
    await send(world.amina, world.joseph, 160_000n, "all");
    return world;
  },
};

/**
 * What comes back waits for staff, and moves nothing of the wallet: its version tells nobody. Since one refund has arrived,
 * nothing is written of the top-up but how much of it goes back.
 */
const BLOCKED: typeof REFUNDING = {
  ...REFUNDING,
  name: "a top-up with a refund on its way, and an empty wallet that is blocked",
  async set() {
    const world = await NOTHING_LEFT.set();
    await hear({ first: "processed" })(world);
    await fates.block(world);
    return world;
  },
  acts: Object.fromEntries(
    [
      "hear that the second failed",
      "hear that the second waits for somebody",
      "release the second by staff",
      "hear of a refund of nobody's",
      "lose a dispute",
    ].map((name) => [name, REFUNDING.acts[name] ?? (() => Promise.resolve())]),
  ),
};

interface Unsent {
  readonly refundId: string;
  readonly release: string;
}

const UNSENT: Stage<Unsent> = {
  name: "a refund that was never sent",
  async set() {
    const { amina } = await two(0n);
    const refundId = await approved(await proposed((await paid(amina)).id, FIRST, "1"));
    return { refundId, release: await ending(refundId, "release", new Provider()) };
  },
  acts: {
    send: ({ refundId }) => sendRefund(refundId, new Provider()),
    "release by staff": ({ release }) => approve(APPROVER, release, reason, ends(new Provider())),
  },
  quiet: ["send"],
  inSteps: ["send"],
};

interface Disputed {
  readonly amina: Customer;
  readonly joseph: Customer;
  readonly reference: string;
}

const DISPUTED: Stage<Disputed> = {
  name: "a disputed top-up of which nothing was left",
  async set() {
    const people = await two(0n);
    const { reference } = await paid(people.amina);
    await send(people.amina, people.joseph, 500_000n, "spent");
    await receiveDispute(disputeOf(reference));
    return { ...people, reference };
  },
  acts: {
    "lose the dispute": ({ reference }) => receiveDispute(disputeOf(reference, "resolved", "merchant-accepted")),
    "win the dispute": ({ reference }) => receiveDispute(disputeOf(reference, "resolved", "declined")),
    "hear of a refund of nobody's": ({ reference }) => {
      const provider = new Provider();
      provider.make({ chargeReference: reference, amount: 60_000n, status: "processed" });
      return receiveRefund(reference, provider);
    },
    "be sent some": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
  },
  quiet: ["lose the dispute", "win the dispute", "hear of a refund of nobody's"],
};

interface Flagged extends Refunding {
  readonly dismissal: string;
}

const contradicted: Said = { first: "failed" };

const FLAGGED: Stage<Flagged> = {
  name: "a refund that the provider contradicts",
  async set() {
    const world = await REFUNDING.set();
    await hear({ first: "processed" })(world);
    await hear(contradicted)(world);
    const order = { refundId: world.first, wish: "dismiss", beneficiaryId: undefined, reason, key: "dismiss" } as const;
    const provider = await told(world, contradicted);
    const { proposal } = await proposeRefundEnd(PROPOSER, order, { provider, accountOf });
    return { ...world, dismissal: proposal.proposalId };
  },
  acts: {
    dismiss: async (world) => approve(APPROVER, world.dismissal, reason, ends(await told(world, contradicted))),
    "hear of another amount": async (world) => {
      const provider = await told(world, contradicted);
      provider.refunds[0] = { ...present(provider.refunds[0], "the first"), amount: 1n };
      return receiveRefund(world.reference, provider);
    },
    "hear it once more": hear(contradicted),
  },
  quiet: ["hear of another amount", "hear it once more"],
};

export const REFUNDS: readonly Stage<unknown>[] = [REFUNDING, NOTHING_LEFT, BLOCKED, UNSENT, DISPUTED, FLAGGED];
