import type { LocalCloud } from "./cloud.ts";
import { Failure, Misuse } from "./command.ts";
import { type Employee, employ, nowOf } from "./employee.ts";
import { type Named, Person, Refused } from "./person.ts";

/**
 * The provider's events that can be made to happen, and how. Each is told by the simulator itself, signed and with its
 * retries, because what it tells of has happened there: nothing is forged.
 */

export interface Stage {
  readonly cloud: LocalCloud;
  readonly ended: AbortSignal;
  /** What is there already and is to be acted on; otherwise somebody and something are made up. */
  readonly reference: string | undefined;
  readonly amount: number;
}

export interface Event {
  readonly says: string;
  /** What --reference names: undefined where it has no use for one. */
  readonly on?: string;
  /** Gives the reference by which the provider tells of it. */
  readonly make: (stage: Stage) => Promise<string>;
}

const NAMESAKES = 20;

const tola = (number: number): Named => ({
  ...{ firstName: "Tola", lastName: "Trigger" },
  phone: `+23480900000${String(number).padStart(2, "0")}`,
});

/** A phone gets so many codes an hour: whoever triggers more in this hour of the clock meets a namesake. */
async function somebody(stage: Stage, number = 1): Promise<Person> {
  const { cloud, ended } = stage;
  const nowMs = await nowOf(cloud);
  return new Person(tola(number), cloud, ended).arrive(nowMs).catch((error: unknown) => {
    if (!(error instanceof Refused) || error.status !== 429 || number === NAMESAKES) throw error;
    return somebody(stage, number + 1);
  });
}

async function settle({ cloud }: Stage, by = "PT0S"): Promise<void> {
  await cloud.local("/clock", { advance: by, schedules: [] });
}

async function paidTopup(stage: Stage, card?: string): Promise<{ readonly reference: string; readonly id: string }> {
  const topup = await (await somebody(stage)).topUp(stage.amount, card);
  await settle(stage);
  return topup;
}

async function payCheckout(stage: Stage): Promise<string> {
  if (stage.reference === undefined) return (await paidTopup(stage)).reference;
  await stage.cloud.simulator(`/_sim/pay/${encodeURIComponent(stage.reference)}`, { card: "success" });
  return stage.reference;
}

/** A payout to an account that ends so by itself, or one that is there, moved by hand. */
const payout =
  (status: "success" | "failed" | "reversed", account: string): Event["make"] =>
  async (stage) => {
    if (stage.reference !== undefined) {
      await stage.cloud.simulator(`/_sim/transfers/${encodeURIComponent(stage.reference)}`, { status });
      return stage.reference;
    }
    const person = await somebody(stage);
    const missing = stage.amount + FEE_MAX - (await person.available());
    if (missing > 0) await person.topUp(withProvidersShare(missing));
    await settle(stage);
    const { reference } = await person.payOut(stage.amount, account);
    return reference;
  };

/** What a payout of any amount costs at most, in kobo. */
const FEE_MAX = 5_000;

/** More by what the provider keeps of it: otherwise our balance there would not cover the payout. */
function withProvidersShare(amount: number): number {
  return Math.ceil(amount * 1.02) + 20_000;
}

interface Dispute {
  readonly reference: string;
  readonly id: number;
}

async function openDispute(stage: Stage): Promise<Dispute> {
  const reference = stage.reference ?? (await paidTopup(stage)).reference;
  const { id } = await stage.cloud.simulator<{ id: number }>("/_sim/disputes", { reference });
  return { reference, id };
}

const dispute =
  (does?: "remind" | "expire"): Event["make"] =>
  async (stage) => {
    const { id, reference } = await openDispute(stage);
    await settle(stage);
    if (does !== undefined) await stage.cloud.simulator(`/_sim/disputes/${id}`, { do: does });
    return reference;
  };

/** By four eyes, as every refund: two of finance come in for it. */
const refund =
  (status: "processed" | "failed" | "needs-attention"): Event["make"] =>
  async (stage) => {
    if (stage.reference !== undefined)
      throw new Misuse(`refund.${status} makes a top-up of its own: leave --reference`);
    const [ada, bola] = [await clerk(stage, "Ada"), await clerk(stage, "Bola")];
    const { reference, id } = await paidTopup(stage);
    const fault = { do: "refund_outcome", outcome: status, on: { reference } };
    await stage.cloud.simulator("/_sim/faults", fault);
    const order = { amount: stage.amount, reason: "Ordered by cowry trigger" };
    const proposal = await ada.do("POST", `/admin/topups/${id}/refunds`, order);
    await bola.do("POST", `/admin/approvals/${String(proposal["id"])}/approve`, { reason: "Ordered by cowry trigger" });
    return reference;
  };

async function clerk({ cloud, ended }: Stage, firstName: string): Promise<Person> {
  // Nobody of before: an authenticator's secret is told once.
  const phone = `+234809${String(process.hrtime.bigint() % 10_000_000n).padStart(7, "0")}`;
  const employee: Employee = await employ({ firstName, lastName: "Trigger", phone }, "finance", cloud, ended);
  return employee.person;
}

const identification =
  (bvn: string): Event["make"] =>
  async (stage) => {
    const { cloud, ended } = stage;
    const phone = `+234809${String(process.hrtime.bigint() % 10_000_000n).padStart(7, "0")}`;
    const person = await new Person({ ...tola(1), phone }, cloud, ended).arrive(await nowOf(cloud));
    const proof = { bvn, account_number: "0111111111", bank_code: "007" };
    await person.do("POST", "/wallet/virtual-account/identification", proof);
    const { items } = await cloud.simulator<{ items: readonly { event: string; reference: string }[] }>(
      "/_sim/webhooks",
    );
    const before = items.length;
    await settle(stage, "PT5S");
    const after = await cloud.simulator<{ items: readonly { event: string; reference: string }[] }>("/_sim/webhooks");
    const told = after.items.slice(0, after.items.length - before);
    const reference = told.find(({ event }) => event.startsWith("customeridentification."))?.reference;
    if (reference === undefined) throw new Failure("the provider told nothing of the identification");
    return reference;
  };

async function transferIn(stage: Stage): Promise<string> {
  const person = await somebody(stage);
  const { account_number: number } = await person.do("POST", "/wallet/virtual-account");
  const paid = { amount: stage.amount, sender_name: "CHINEDU EZE", narration: "Ordered by cowry trigger" };
  const path = `/_sim/virtual-accounts/${String(number)}/pay`;
  return (await stage.cloud.simulator<{ reference: string }>(path, paid)).reference;
}

export const EVENTS: Readonly<Record<string, Event>> = {
  "charge.success": { says: "a card pays on the checkout page", on: "a checkout page that waits", make: payCheckout },
  "charge.success:transfer": { says: "somebody sends money to an account number of a person's own", make: transferIn },
  "transfer.success": { says: "a payout arrives", on: "a payout", make: payout("success", "0123456789") },
  "transfer.failed": { says: "a payout fails at the bank", on: "a payout", make: payout("failed", "9990000001") },
  "transfer.reversed": { says: "a payout comes back", on: "a payout", make: payout("reversed", "9990000005") },
  "refund.processed": { says: "a top-up is sent back", make: refund("processed") },
  "refund.failed": { says: "a top-up cannot be sent back", make: refund("failed") },
  "refund.needs-attention": { says: "a refund waits for the customer's account", make: refund("needs-attention") },
  "charge.dispute.create": { says: "the payer's bank asks for a top-up back", on: "a paid top-up", make: dispute() },
  "charge.dispute.remind": { says: "and reminds of it", on: "a paid top-up", make: dispute("remind") },
  "charge.dispute.resolve": { says: "and takes it, unanswered", on: "a paid top-up", make: dispute("expire") },
  "customeridentification.success": { says: "a BVN fits its person", make: identification("22222222222") },
  "customeridentification.failed": { says: "a BVN does not", make: identification("00000000000") },
};
