import type { Equivalent, Outcome, Proven } from "./proof.ts";

type Way = (condition: Proven, outcome: Outcome) => boolean;

/** What is changed of a wallet together with its version, and nothing else. */
const OF_ONE_VERSION = /^(without )?((st|av|rs) |attribute_not_exists\(ln\))/;
/** What a journal is written with, and never changes. */
const OF_A_JOURNAL = /^without (k = '\w+'|(am|fe|cu|mo) = \?|attribute_exists\(lg\))$/;
/** A comparison that fails where there is no item. */
const NEEDS_AN_ITEM = /^attribute_exists\(pk\) AND \w+ (=|<|<=|>|>=) \?$/;

const isPut = (...entities: readonly string[]) => {
  return ({ kind, entity }: Proven): boolean => kind === "Put" && entities.includes(entity);
};
const keepsVersion: Way = ({ entity, text }, { does }) =>
  entity === "wallet" && text.startsWith("v = ? AND ") && OF_ONE_VERSION.test(does);
const hasText = (entity: string, text: RegExp, does: RegExp): Way => {
  return (condition, outcome) => condition.entity === entity && text.test(condition.text) && does.test(outcome.does);
};
const isGuarded: Way = ({ entity }, { does }) => entity === "credentials" && /^[wp]\d < \? with <=$/.test(does);
const isPrefix: Way = (_, { does }) => /^(wh|ph|ch) [<>] \? with [<>]=$/.test(does);

/**
 * Ways to weaken a condition that change nothing that can be seen, each with the reason. The conditions stay: each is a second
 * lock on a door that one lock holds.
 */
export const EQUIVALENT: readonly Equivalent[] = [
  {
    matches: keepsVersion,
    why:
      "balances, state and lane of a wallet change only in writes that raise `v` by one (each commit of rivals and histories is " +
      "looked at for it), and the code has decided on the image that had this `v`: while `v = ?` holds, so does the rest. Name, " +
      "number, own cap, tier, limit role and seal change without it, and are none of these",
  },
  {
    matches: (condition) => isPut("entry")(condition) && condition.within.includes("Update wallet"),
    why: "an entry's key has the wallet's next number, which the same transaction takes under the wallet's `v = ?`",
  },
  {
    matches: (condition) =>
      isPut("external", "held_for", "queued_credit")(condition) && condition.within.includes("Put journal"),
    why: "its key has the transaction's id, and the same transaction puts that id's journal only where there is none",
  },
  {
    matches: ({ entity }, { does }) => entity === "journal" && OF_A_JOURNAL.test(does),
    why:
      "kind, amount, fee, currency and mode of a journal are written once, and its legs never taken away; the code has " +
      "compared them on the image that it read",
  },
  {
    matches: (condition) => isPut("journal", "refund")(condition) && /Update (proposal|refund)/.test(condition.within),
    why:
      "its id follows from that of the proposal, the refund or the payout which the same transaction ends, or turns back, " +
      "under a condition of its own",
  },
  {
    matches: (condition) => isPut("journal")(condition) && condition.within.includes("Put dispute"),
    why: "its id follows from the dispute's, which the same transaction puts only where there is none",
  },
  {
    matches: (condition) => isPut("journal")(condition) && condition.within.includes("Update dispute"),
    why:
      "its id follows from the dispute's, which the same transaction ends from the very version that was read, and that was " +
      "open: whoever put this journal before has raised it",
  },
  {
    matches: ({ kind, entity, text }, { name }) =>
      name === "drop" &&
      ((kind === "Update" && entity === "api_client" && text === "st = ?") ||
        (kind === "Delete" && entity === "api_client_slot" && text === "c = ?")),
    why:
      "a program is active exactly as long as its place names it: making, ending and erasing it write both in one transaction, " +
      "so that where one of the two conditions fails the other does",
  },
  {
    matches: hasText("credentials", /^ep = \? AND (attribute_not_exists\(es\)|es = \?)$/, /^without ep = \?$/),
    why:
      "what ends the tokens of a session, its name in the list or one more epoch where that is full, does not depend on the " +
      "epoch: whoever is refused looks again and writes the same",
  },
  {
    matches: hasText(
      "user",
      /^attribute_exists\(pk\) AND attribute_not_exists\(cl\)$/,
      /^without (the condition|attribute_not_exists\(cl\))$/,
    ),
    why:
      "written by a renaming alone, with the row of the person's number: closing takes that row away in the transaction that " +
      "sets `cl`, and a row of the same number is somebody else's from then on",
  },
  {
    matches: hasText("rate_limit", /^attribute_not_exists\(ra\) OR ra < \?$/, /^ra < \? with <=$/),
    why: "a limit that comes to rest at this very millisecond is moved by the write after it to where this one would set it",
  },
  {
    matches: (condition) =>
      isPut("credentials", "referral")(condition) ||
      (isPut("wallet")(condition) && condition.within.includes("Put user")),
    why:
      "credentials, first wallet and the row with whoever referred a person come into being in one transaction with that " +
      "person, under one id, and none of them is ever removed: where one is, the person is, who is put only where there is none",
  },
  {
    matches: hasText("referral", /^attribute_exists\(pk\)$/, /^without the condition$/),
    why: "the row with whoever referred a person comes with that person, who names them, and is never removed",
  },
  {
    matches: ({ kind, entity, text }, { name }) =>
      kind === "Update" &&
      ["wallet", "user"].includes(entity) &&
      /^attribute_exists\(pk\)( AND |$)/.test(text) &&
      (name === "drop 0" || text === "attribute_exists(pk)"),
    why:
      "people and wallets are never removed (closing and erasing empty what is in them, a rebuild writes another table), and " +
      "the code has read this one, or a row that names whoever it is of",
  },
  {
    matches: ({ text }, { name }) => name === "drop 0" && NEEDS_AN_ITEM.test(text),
    why: "the other comparison fails where there is no item",
  },
  {
    matches: hasText("journal", /^k = 'topup' AND st = \? AND attribute_exists\(lg\)/, /^without st = \?$/),
    why:
      "a top-up that is booked changes its state only when all of it has gone back, in the very write that counts that in " +
      "`ex`: while `ex` is as it was read, so is the state",
  },
  {
    matches: hasText(
      "journal",
      /attribute_exists\(lg\) AND attribute_not_exists\(rd\) AND ex = \?$/,
      /^without (attribute_not_exists\(rd\)|ex = \?)$/,
    ),
    why:
      "once a top-up is booked, `rd` and `ex` change in one write alone, which sets both: while one is as before the first " +
      "of these, so is the other",
  },
  {
    matches: (condition, outcome) =>
      hasText(
        "journal",
        /^k = 'topup' AND st = \? AND attribute_not_exists\(lg\)/,
        /^without attribute_not_exists\(lg\)$/,
      )(condition, outcome) &&
      (condition.text.endsWith(" AND ex = ?") || condition.within.includes("Update saved_card")),
    why: "a top-up that is pending, or ended unpaid, has no legs: they come with another state, in one write",
  },
  {
    matches: hasText("journal", /^k = 'topup' AND st IN .* AND attribute_not_exists\(lg\)/, /^without st IN /),
    why: "a top-up is completed or reversed only with its legs: while it has none, its state is one of the others",
  },
  {
    matches: hasText("journal", /^k = 'payout' AND st = \? AND ex = \?$/, /^without st = \?$/),
    why:
      "a payout that was paid or given back changes its state only by a refund, which writes another word of the provider " +
      "into `ex`: while `ex` is as it was read, so is the state",
  },
  {
    matches: hasText("journal", /^k = 'payout' AND st IN .* AND ex = \?$/, /^without st IN /),
    why:
      "a payout's end writes the provider's word into `ex`, which has none before: while `ex` is as it was read, the payout " +
      "is open",
  },
  {
    matches: (condition, outcome) =>
      condition.within === "Update journal + Update proposal" &&
      hasText("journal", /^st = \? AND ex = \?$/, /^without st = \?$/)(condition, outcome),
    why:
      "what is dismissed has ended, and changes its state only by a refund, which writes another word of the provider into " +
      "`ex`",
  },
  {
    matches: hasText("journal", /^st IN \('completed', 'reversed'\) AND rv = \?$/, /^without st IN /),
    why: "what was completed or reversed when it was read stays one of the two",
  },
  {
    matches: (condition, outcome) =>
      hasText("journal", /^k = '(hold|transfer)' AND .* AND xp <= \?$/, /^without xp <= \?$/)(condition, outcome) ||
      hasText("proposal", /^st = \? AND ex <= \?$/, /^without ex <= \?$/)(condition, outcome),
    why:
      "its end never changes, and who writes that it is over has compared it with the same clock a moment before: a clock " +
      "goes on",
  },
  {
    matches: (condition, { does }) =>
      condition.entity === "queued_credit" && condition.kind === "Delete" && does === "without rv = ?",
    why: "a credit's mark is never taken away, and its id never given again: what was marked when it was read is so still",
  },
  {
    matches: (condition) => condition.within === "Update journal" && condition.text === "sl = ?",
    why:
      "a transaction that turns flags alone counts journals without a leg of ours: it adds nothing, and a flag that is turned " +
      "twice stands as it stood",
  },
  {
    matches: hasText("proposal", / AND pb (=|<>) \?$/, /^without pb (=|<>) \?$/),
    why: "who proposed it never changes, and the code has compared it on the image that it read",
  },
  {
    matches: hasText(
      "credentials",
      /^(attribute_not_exists\(ph\) AND )?ep = \? AND st = \?( AND (attribute_not_exists\(fv\)|fv = \?|pv = \?))?$/,
      /^without st = \?$/,
    ),
    why:
      "whoever stops being active is given another epoch in the same write, and the code, or whoever gave out the token that it " +
      "acts for, has seen them active under this one: while `ep` is as it was, so is the state",
  },
  {
    matches: hasText("journal", /^st = \? AND am = \? AND (attribute_not_exists\(rd\)|rd = \?)$/, /^without st = \?$/),
    why:
      "what was paid from one wallet to another is reversed only by the write that counts what was given back: while `rd` is " +
      "as it was read, so is the state",
  },
  {
    matches: isPut("push_approval", "api_client"),
    why:
      "its id was drawn for this write alone; and should the write be sent twice, the trail's entry beside it is there already, " +
      "and nothing is read from which of the two refused it",
  },
  {
    matches: hasText("api_client", /^v = \? AND st = \?$/, /^without st = \?$/),
    why: "a key ends in a write that raises its `v`: while `v` is as it was read, so is the state",
  },
  {
    matches: hasText(
      "user",
      /^attribute_not_exists\(er\) AND attribute_exists\(cl\)$/,
      /^without attribute_exists\(cl\)$/,
    ),
    why: "a closed account stays closed, and the code has read that it is",
  },
  {
    matches: (condition, outcome) =>
      condition.kind === "Delete" && hasText("push_approval", /^st = \? AND ex > \?$/, /^/)(condition, outcome),
    why:
      "what was approved stays so until it is used, and whoever used it has ended the sign-in that it answers, which this " +
      "transaction ends under a condition of its own; its end never changes, and the line before this write has compared it " +
      "with the same clock: what differs is the moment between two lines",
  },
  {
    matches: hasText("saved_card", /^attribute_not_exists\(pk\) OR \(st IN /, /^without st IN \('kept', 'removed'\)$/),
    why:
      "a card that somebody has begun to take back since it was read was taken back after this consent, unless two " +
      "clocks differ by more than a payment takes: `ra` says so, too",
  },
  {
    matches: hasText(
      "saved_card",
      /AND nc = \?\)$/,
      /^(without attribute_not_exists\(ra\) OR ra < \?|ra < \? with <=)$/,
    ),
    why: "what is left of a card that was taken back has no `nc`, and one that is being taken back is not `kept`",
  },
  {
    matches: isPut("publication"),
    why:
      "the same transaction takes the newest day on from the one that was read, which was an earlier one: it only goes on, so " +
      "whoever has published this day before has made it another",
  },
  {
    matches: isPrefix,
    why: "a stored hash is its key's id, a separator and more: never the bare bounds between which it is looked for",
  },
  {
    matches: isGuarded,
    why: "a place is empty, or has a name behind its time: it is never the bare time that it is compared with",
  },
];
