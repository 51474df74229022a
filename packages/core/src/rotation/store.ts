import {
  absent,
  entity,
  equals,
  getItem,
  int,
  type ItemOf,
  json,
  oneOf,
  optional,
  put,
  text,
  time,
  write,
} from "@cowry/table";
import { assert, MINUTE, now } from "../kernel/index.ts";
import { COUNTED_EVERY_MS, SETTLED_AFTER_MS, type Tally } from "./model.ts";

/** How far the round is, in the one item that there is of it. */

interface Place {
  readonly pk: string;
  readonly sk: string;
}

export const rotationItem = entity("key_rotation", {
  version: 1,
  about: "How many values stand under which key, and how far they have been brought under the current ones",
  pk: "KEYS",
  sk: "#",
  attributes: {
    /** Ids of the keys that the rings had, current first: another text is another round. */
    rings: text("rg"),
    status: oneOf("st", ["settling", "running", "done"]),
    version: int("v"),
    leaseUntilMs: time("le"),
    /** When these rings were seen first. */
    seenAtMs: time("sa"),
    pass: int("ps"),
    /** The last item that this pass is done with; absent at its beginning. */
    after: optional(json<Place>("af")),
    /** Items that this pass renewed, or found changed when it tried. */
    touched: int("to"),
    /** What this pass has counted. */
    tally: json<Tally>("ta"),
    /** What the last pass had counted at its end, and when that was. */
    standing: optional(json<Tally>("sd")),
    countedAtMs: optional(time("ct")),
  },
});
export type Round = ItemOf<typeof rotationItem>;

/** Longer than any runner lives, shorter than the time between two: whoever holds one that is over is dead. */
export const LEASE_MS = 12 * MINUTE;

/** A save counts one on: so nobody takes another runner's taking for a save of their own whose answer was lost. */
const TAKING = 2;

export function findRound(): Promise<Round | undefined> {
  return getItem(rotationItem, {});
}

/**
 * Takes the round of these rings; undefined when it is over, when it is too early, or when another runner has it. Rings
 * that were not seen before begin a round, which settles first. `hasOldKeys`: what is over is counted again some day.
 */
export async function openRound(rings: string, hasOldKeys: boolean): Promise<Round | undefined> {
  const [round, atMs] = [await findRound(), now()];
  if (round === undefined || round.rings !== rings) {
    await begin(rings, round);
    return undefined;
  }
  if (round.leaseUntilMs > atMs) return undefined;
  if (round.status === "settling" && atMs < round.seenAtMs + SETTLED_AFTER_MS) return undefined;
  const isDue = hasOldKeys && atMs >= (round.countedAtMs ?? 0) + COUNTED_EVERY_MS;
  if (round.status === "done" && !isDue) return undefined;
  const taken: Round = { ...round, status: "running", leaseUntilMs: atMs + LEASE_MS, version: round.version + TAKING };
  const fresh: Round = round.status === "running" ? taken : { ...taken, ...NEW_PASS, pass: 1 };
  const { done } = await write(put(rotationItem, fresh, { rule: "round", when: [equals("version", round.version)] }));
  return done ? fresh : undefined;
}

export const NEW_PASS = { after: undefined, touched: 0, tally: {} } as const;

async function begin(rings: string, before: Round | undefined): Promise<void> {
  const atMs = now();
  const { version = 0, standing, countedAtMs } = before ?? {};
  const round: Round = {
    ...{ rings, status: "settling", version: version + TAKING, leaseUntilMs: atMs, seenAtMs: atMs, pass: 0 },
    ...{ ...NEW_PASS, standing, countedAtMs },
  };
  // Refused where another runner was faster, or was ourselves: either way it has begun.
  const when = before === undefined ? [absent()] : [equals("version", version)];
  await write(put(rotationItem, round, { rule: "round", when }));
}

/** Writes down how far the round is. `put down`: the next runner may take it at once. */
export async function saveRound(round: Round, { putDown }: { readonly putDown: boolean }): Promise<Round> {
  const { version } = round;
  const saved = { ...round, version: version + 1, leaseUntilMs: putDown ? now() : now() + LEASE_MS };
  const { done, item } = await write(put(rotationItem, saved, { rule: "mine", when: [equals("version", version)] }));
  assert(done || item?.version === saved.version, "a round has one runner while its lease lasts");
  return saved;
}
