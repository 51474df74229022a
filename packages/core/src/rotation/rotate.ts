import { type RawItem, TableBusy, transact, typeOf, type Write, write } from "@cowry/table";
import { scanPage } from "@cowry/table/audit";
import { alertStaff, keyRing, now } from "../kernel/index.ts";
import { counted, hasLost, type Kind, type Look, NO_KEY, PASSES_MAX } from "./model.ts";
import { NEW_PASS, openRound, type Round, saveRound } from "./store.ts";

/** Items looked at per page of the scan, whatever they are. */
const SCAN_PAGE = 400;
/** Renewals under way at once: people's own requests come first. */
const TOGETHER = 8;
/** Pages after which it is written down how far the round is, for the case that its runner dies. */
const SAVED_EVERY = 25;

/** The rings whose values are counted, and but for those under a pepper renewed. */
const RINGS = ["FIELD_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS"] as const;

export type RotationResult = "nothing_to_do" | "paused" | "done";

/**
 * Goes through the whole table, page by page: what stands under an older key of FIELD_KEYS or LOOKUP_KEYS comes under
 * the current one, and everything is counted by the key that it stands under. Each value is written only if it is
 * still as it was read, so that whoever changes it meanwhile wins. A pass that touched something is followed by
 * another; the round is over when one found nothing to do. Begins twenty minutes after the rings changed; runs until
 * `budgetMs` are over, and goes on from there when it is called again. Of PIN_PEPPERS it only needs the ids: a round begins
 * when they change as well, so that nobody takes a pepper away by a count of before. Asks for FIELD_KEYS, LOOKUP_KEYS and
 * PIN_PEPPERS.
 */
export async function rotateKeys(
  kinds: readonly Kind[],
  budgetMs: number,
  { page: limit = SCAN_PAGE }: { readonly page?: number } = {},
): Promise<RotationResult> {
  const startedAt = performance.now();
  let round = await openRound(ringsAsTheyAre(), RINGS.some(hasOldKeys));
  if (round === undefined) return "nothing_to_do";
  const types = [...new Set(kinds.map(({ type }) => type))];
  for (let pages = 1; ; pages++) {
    const page = await scanPage(types, { after: round.after, limit });
    round = await lookThrough(page.items, kinds, round);
    round = page.last === undefined ? passOver(round) : { ...round, after: page.last };
    const isOver = round.status === "done";
    const isTimeUp = performance.now() - startedAt >= budgetMs;
    if (isOver || isTimeUp || pages % SAVED_EVERY === 0)
      round = await saveRound(round, { putDown: isOver || isTimeUp });
    if (isOver || isTimeUp) return isOver ? "done" : "paused";
  }
}

/** `FIELD_KEYS k2,k1; LOOKUP_KEYS k1`: ids only. */
function ringsAsTheyAre(): string {
  return RINGS.map((name) => {
    const { current, keys } = keyRing(name);
    const others = Object.keys(keys).filter((id) => id !== current);
    return `${name} ${[current, ...others.sort()].join(",")}`;
  }).join("; ");
}

function hasOldKeys(name: (typeof RINGS)[number]): boolean {
  return Object.keys(keyRing(name).keys).length > 1;
}

async function lookThrough(items: readonly RawItem[], kinds: readonly Kind[], round: Round): Promise<Round> {
  const looks = items.flatMap((raw) => kinds.filter(({ type }) => type === typeOf(raw)).map((kind) => ({ raw, kind })));
  let { tally, touched } = round;
  for (let first = 0; first < looks.length; first += TOGETHER) {
    const together = looks.slice(first, first + TOGETHER);
    const seen = await Promise.all(together.map(async ({ raw, kind }) => ({ kind, ...(await lookAt(raw, kind)) })));
    for (const { kind, under, renewal } of seen) {
      tally = counted(tally, kind, under);
      touched += renewal.length > 0 ? 1 : 0;
    }
  }
  return { ...round, tally, touched };
}

async function lookAt(raw: RawItem, kind: Kind): Promise<Look> {
  const look = await lookOrLost(raw, kind);
  await renew(look.renewal);
  return look;
}

/**
 * Whether it was done is for the next pass to see: whoever changed the item since it was read has made something new.
 */
async function renew([first, ...others]: readonly Write[]): Promise<void> {
  if (first === undefined) return;
  try {
    await (others.length === 0 ? write(first) : transact([first, ...others]));
  } catch (error) {
    // A wallet through which payments go without a pause is tried again by the next pass.
    if (!(error instanceof TableBusy)) throw error;
  }
}

/** One item that cannot be read must not keep all others under their old keys: it is counted, and staff hear of it. */
async function lookOrLost(raw: RawItem, kind: Kind): Promise<Look> {
  try {
    return await kind.look(raw);
  } catch (error) {
    if (error instanceof TableBusy) throw error;
    return { under: [NO_KEY], renewal: [] };
  }
}

function passOver(round: Round): Round {
  const { tally, touched, pass } = round;
  const ended: Round = { ...round, ...NEW_PASS, standing: tally, countedAtMs: now() };
  if (touched > 0 && pass < PASSES_MAX) return { ...ended, pass: pass + 1 };
  // First, because a round that is over is not looked at again: better told twice than never.
  if (touched > 0) alertStaff({ alert: "keys_not_rotated" });
  if (hasLost(tally)) alertStaff({ alert: "values_under_no_key" });
  return { ...ended, status: "done" };
}
