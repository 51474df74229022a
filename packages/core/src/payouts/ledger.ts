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

/** A release that rests on a refusal holds only while no other sending has begun, and none is known to have arrived. */
export function release(
  payout: Journal,
  { failure, afterSend }: Said,
  facts: PayoutFacts,
  atMs: number,
): Pick<WalletPlan, "journal" | "also"> {
  const { transactionId, metadata = {} } = payout;
  const shown = failure === null ? metadata : { ...metadata, failure };
  const when = afterSend === 0 ? [absent()] : [equals("sends", afterSend ?? 0), missing("arrivedAtMs")];
  const fence = check(dispatchItem, { transactionId }, { rule: "fence", when });
  return {
    journal: () => ending(payout, { status: "failed", completedAtMs: atMs, external: { ...facts }, metadata: shown }),
    also: afterSend === null ? [] : [fence],
  };
}

/** The refund, and that the payout is reversed: both once. One that is held stays where staff list what is open. */
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
          index: null,
          when: [equals("kind", "payout"), equals("status", "completed")],
        },
      ),
    ],
  };
}

/** Books money that left after its release, and marks the payout. True for the first to do so. */
export async function paidTwice(payout: Journal, facts: PayoutFacts, loss: Journal): Promise<boolean> {
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
        when: [equals("kind", "payout"), equals("status", "failed")],
      },
    ),
  ]);
  return outcome.committed;
}
