import { DAY, MINUTE, SECOND } from "../kernel/index.ts";
import type { ProviderDispute } from "./ports.ts";

/** The words of disputes, and what the provider's word does to one. No I/O here. */

/** `answering`: our last word is on its way, and we do not know whether it was heard. */
export const DISPUTE_STATES = ["open", "answering", "won", "lost"] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

export const OPEN_STATES: readonly DisputeState[] = ["open", "answering"];

/** In the metadata of what a dispute moved in the end: which. */
export const DISPUTE = "dispute";
/** Where stands what a lost one took beyond what there was. */
export const OWED_ON = "receivable:disputes";
/** Where stands what was kept and is not lost, while its wallet may not be credited: see `takenLegs` of refunds. */
export const WAITS_ON = "suspense:refunds";

/** An answer that the provider does not show after so long was not heard: staff may give it again. */
export const HEARD_WITHIN_MS = 10 * MINUTE;
/** An answer that was written down is given within this time or not at all: long before anybody gives another. */
export const SAID_WITHIN_MS = 10 * SECOND;
/** So long before the provider decides against us staff are told again. */
export const REMINDED_BEFORE_MS = DAY;
/** Where the provider says nothing of a deadline. */
export const DUE_DEFAULT_MS = 2 * DAY;

export type Verdict = "won" | "lost" | "note" | "nothing";

/** What the provider's word on a dispute does to it, in whatever order it comes. Pure. */
export function decideDispute(state: DisputeState, told: Pick<ProviderDispute, "status" | "resolution">): Verdict {
  if (!OPEN_STATES.includes(state)) return "nothing";
  if (told.status !== "resolved" || told.resolution === undefined) return "note";
  // Accepted by us or by our silence, or in a word that we do not know: the money is gone, or staff find it is not.
  return told.resolution === "declined" ? "won" : "lost";
}
