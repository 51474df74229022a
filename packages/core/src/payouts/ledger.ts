import { absent, among, check, equals, missing, put, transact, update, type Write } from "@cowry/table";
import {
  externalRow,
  type Journal,
  journal,
  journalPlace,
  type Leg,
  movedMoney,
  type WalletLeg,
  type WalletPlan,
  type WrittenOrigin,
} from "../wallet/index.ts";
import { OPEN, type PayoutFacts, type Said } from "./model.ts";
import { beneficiaryItem, dispatchItem, flaggedPlace } from "./store.ts";

/** What each step of a payout writes beside the wallet: the journal's states, and their conditions. */

/** What is written with the reservation: the order, once; its row in the history; that it may still be paid. */
export function reservation(
  payout: Journal,
  beneficiaryId: string,
  origin: WrittenOrigin,
): Pick<WalletPlan, "journal" | "also"> {
  const { transactionId, owner: userId, currency, kind, createdAtMs } = payout;
  return {
    journal: () => put(journal, payout, { rule: "journal", when: [absent()], index: journalPlace(payout) }),
    also: [
      check(beneficiaryItem, { userId, beneficiaryId }, { rule: "beneficiary", when: [equals("verified", true)] }),
      externalRow({ userId, currency, kind, transactionId, createdAtMs, origin }),
    ],
  };
}

/** Whoever writes the facts anew has seen those that stand there: a flaw that was noted meanwhile is not written over. */
const unchangedFacts = ({ external = {} }: Journal) => equals("external", external);

/** The journal's side of an end: only a payout that is still open has one. */
function ending(payout: Journal, set: Ending): Write {
  const { legs, ...rest } = set;
  return update(
    journal,
    { transactionId: payout.transactionId },
    {
      rule: "journal",
      set: { ...rest, ...(legs === undefined ? {} : movedMoney(legs)) },
      index: null,
      when: [
        equals("kind", "payout"),
        among("status", OPEN),
        equals("amount", payout.amount),
        equals("fee", payout.fee),
        unchangedFacts(payout),
      ],
    },
  );
}

interface Ending {
  readonly status: "completed" | "failed";
  readonly completedAtMs: number;
  readonly external: Readonly<Record<string, unknown>>;
  readonly legs?: readonly Leg[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export function settlement(payout: Journal, legs: readonly Leg[], facts: PayoutFacts, atMs: number): Write {
  return ending(payout, { status: "completed", completedAtMs: atMs, external: { ...facts }, legs });
}

/** The payout's end when its money is its owner's again. What such an end may rest on: `fence`. */
export function release(payout: Journal, { failure }: Said, facts: PayoutFacts, atMs: number): WalletPlan["journal"] {
  const { metadata = {} } = payout;
  const shown = failure === null ? metadata : { ...metadata, failure };
  return () => ending(payout, { status: "failed", completedAtMs: atMs, external: { ...facts }, metadata: shown });
}

/**
 * A release that rests on a refusal holds only while no other sending has begun, and none is known to have arrived; one
 * that rests on the provider's own word needs no such condition. Rule: "fence".
 */
export function fence({ transactionId }: Journal, { afterSend }: Said): readonly Write[] {
  if (afterSend === null) return [];
  const when = afterSend === 0 ? [absent()] : [equals("sends", afterSend), missing("arrivedAtMs")];
  return [check(dispatchItem, { transactionId }, { rule: "fence", when })];
}

/**
 * The refund, and that the payout is reversed: both once. One that is held stays where staff list what is open, its payout
 * where they list what was flagged; any other payout that has its money back needs nobody any more.
 */
export function refund(
  payout: Journal,
  refunding: Journal,
  legs: (leg: WalletLeg | undefined) => readonly Leg[],
  facts: PayoutFacts,
): Pick<WalletPlan, "journal" | "also"> {
  const { transactionId } = payout;
  return {
    journal: (leg) => {
      const place = refunding.status === "held" ? { index: journalPlace(refunding) } : {};
      return put(journal, { ...refunding, ...movedMoney(legs(leg)) }, { rule: "journal", when: [absent()], ...place });
    },
    also: [
      update(
        journal,
        { transactionId },
        {
          rule: "original",
          set: { status: "reversed", external: { ...facts } },
          index: refunding.status === "held" ? flaggedPlace(payout) : null,
          when: [equals("kind", "payout"), equals("status", "completed"), unchangedFacts(payout)],
        },
      ),
    ],
  };
}

/**
 * Books money that left after its release, and marks the payout: `booked` by the first to do so, `already` from then on;
 * `changed` when the payout is not as it was read any more.
 */
export async function paidTwice(
  payout: Journal,
  facts: PayoutFacts,
  loss: Journal,
): Promise<"booked" | "already" | "changed"> {
  const { transactionId } = payout;
  const outcome = await transact([
    put(journal, { ...loss, ...movedMoney(loss.legs ?? []) }, { rule: "journal", when: [absent()] }),
    update(
      journal,
      { transactionId },
      {
        rule: "released",
        set: { external: { ...facts } },
        index: flaggedPlace(payout),
        when: [equals("kind", "payout"), equals("status", "failed"), unchangedFacts(payout)],
      },
    ),
  ]);
  if (outcome.committed) return "booked";
  return outcome.failed.has("journal") ? "already" : "changed";
}
