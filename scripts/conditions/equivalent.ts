import type { Equivalent, Outcome, Proven } from "./proof.ts";

/** True of ways that leave the version (the first part of the condition) to be compared. */
const keepsVersion = ({ text }: Proven, { name }: Outcome): boolean =>
  text.startsWith("v = ? AND ") && name !== "drop" && name !== "drop 0";

/**
 * Ways to weaken a condition that change nothing that can be seen, each with the reason. The conditions stay: each is a second
 * lock on a door that one lock holds.
 */
export const EQUIVALENT: readonly Equivalent[] = [
  {
    matches: (condition, outcome) => condition.entity === "wallet" && keepsVersion(condition, outcome),
    why:
      "balances and state of a wallet change only together with `v`, and the code has decided on the image that had this `v`: " +
      "while `v = ?` holds, so does the rest",
  },
  {
    matches: ({ kind, entity, within }) => kind === "Put" && entity === "entry" && within.includes("Update wallet"),
    why: "an entry's key has the wallet's next number, which the same transaction takes under the wallet's `v = ?`",
  },
  {
    matches: ({ kind, entity, within }) =>
      kind === "Put" && ["external", "held_for"].includes(entity) && within.includes("Put journal"),
    why: "its key has the transaction's id, and the same transaction puts that id's journal only where there is none",
  },
];
