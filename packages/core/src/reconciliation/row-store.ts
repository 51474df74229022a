import { entity, type ItemOf, money, oneOf, optional, put, putAll, queryItems, text, time } from "@cowry/table";
import { DAY, now } from "../kernel/index.ts";
import { clearingPlace, CLEARING_PLACES } from "../wallet/index.ts";
import { COMPARED, type RunName, runKey, type TheirRow } from "./model.ts";

/**
 * A provider's records, set out for one run: the table sorts what comes in the provider's order. Two sets: by reference,
 * to be joined with ours; and by the provider's own ids, to be joined with the movements of its balance. Each row
 * replaces itself when a page is read again, and is collected some days later.
 */

const KEPT_MS = 3 * DAY;

const PLACES = Array.from({ length: CLEARING_PLACES }, (_, place) => String(place));
/** Where the rows of a run lie: the same places as our own, so that one place of both can be joined. */
export const REFERENCE_PLACES: readonly string[] = PLACES;
export const BALANCE_PLACES: readonly string[] = PLACES.map((place) => `b${place}`);

export const providerRowItem = entity("provider_record", {
  version: 1,
  about: "A provider's record, set out by reference for one reconciliation",
  pk: "PR#{run}#{place}",
  sk: "{referenceKey}#{stream}#{recordId}",
  attributes: {
    status: text("st"),
    amount: money("am"),
    fee: optional(money("fe")),
    currency: text("cu"),
    atMs: optional(time("at")),
    expiresAtMs: time("xp"),
  },
  expires: "expiresAtMs",
});
export type ProviderRow = ItemOf<typeof providerRowItem>;

/** `record`: what the provider lists. `movement`: what its balance did. */
const ABOUT = ["record", "movement"] as const;

export const balanceRowItem = entity("provider_movement", {
  version: 1,
  about: "A provider's record, or a movement of its balance, set out by the record's id for one reconciliation",
  pk: "PB#{run}#{place}",
  sk: "{stream}#{recordId}#{rowId}",
  attributes: {
    about: oneOf("ab", ABOUT),
    /** Of a record what its standing makes of the balance, before the fee; of a movement its difference. */
    amount: money("am"),
    fee: optional(money("fe")),
    status: optional(text("st")),
    referenceKey: optional(text("rf")),
    atMs: optional(time("at")),
    expiresAtMs: time("xp"),
  },
  expires: "expiresAtMs",
});
export type BalanceRow = ItemOf<typeof balanceRowItem>;

export interface Told extends TheirRow {
  readonly referenceKey: string;
}

const RECORD = "0";

/** Sets records out, by reference and by id. */
export async function setOutRecords(run: RunName, rows: readonly Told[], byId: readonly Told[]): Promise<void> {
  const expiresAtMs = now() + KEPT_MS;
  const key = runKey(run);
  await putAll([
    ...rows.map(({ id, referenceKey, ...row }) => {
      const place = clearingPlace(referenceKey);
      return put(providerRowItem, { ...row, run: key, place, referenceKey, recordId: id, expiresAtMs });
    }),
    ...byId.map(({ id, stream, amount, fee, status, referenceKey, atMs }) =>
      put(balanceRowItem, {
        ...{ run: key, place: balancePlace(stream, id), stream, recordId: id, rowId: RECORD, about: "record" as const },
        ...{ amount, fee, status, referenceKey, atMs, expiresAtMs },
      }),
    ),
  ]);
}

export interface Moved {
  /** One of ours, or what the provider calls it. */
  readonly stream: string;
  readonly recordId: string;
  readonly movementId: string;
  readonly difference: bigint;
  readonly atMs: number;
}

/** Sets movements of the balance out, beside the records they are about. */
export function setOutMovements(run: RunName, rows: readonly Moved[]): Promise<void> {
  const expiresAtMs = now() + KEPT_MS;
  return putAll(
    rows.map(({ stream, recordId, movementId, difference, atMs }) =>
      put(balanceRowItem, {
        ...{ run: runKey(run), place: balancePlace(stream, recordId), stream, recordId, rowId: `1-${movementId}` },
        ...{ about: "movement" as const, amount: difference, atMs, expiresAtMs },
      }),
    ),
  );
}

function balancePlace(stream: string, id: string): string {
  return `b${clearingPlace(`${stream}/${id}`)}`;
}

const PAGE = 200;

/** One place of a run in the order of the references. */
export async function* readRecords(
  run: RunName,
  place: string,
  after: string | undefined,
): AsyncGenerator<{ readonly key: string; readonly row: TheirRow }, void, undefined> {
  let last = after;
  do {
    const page = await queryItems(providerRowItem, { run: runKey(run), place }, { limit: PAGE, after: last });
    for (const item of page.items) {
      const stream = COMPARED.find((one) => one === item.stream);
      if (stream !== undefined)
        yield { key: item.referenceKey, row: { ...item, stream, id: item.recordId, fee: item.fee, atMs: item.atMs } };
    }
    last = page.last;
  } while (last !== undefined);
}

/** A record's id with everything that was set out under it. */
export interface BalanceGroup {
  readonly stream: string;
  readonly recordId: string;
  readonly record: BalanceRow | undefined;
  readonly movements: readonly BalanceRow[];
}

/** One place of a run, id by id. */
export async function* readBalanceGroups(
  run: RunName,
  place: string,
  after: string | undefined,
): AsyncGenerator<BalanceGroup, void, undefined> {
  let group: BalanceGroup | undefined;
  let last = after;
  do {
    const page = await queryItems(balanceRowItem, { run: runKey(run), place }, { limit: PAGE, after: last });
    for (const item of page.items) {
      if (group !== undefined && (group.stream !== item.stream || group.recordId !== item.recordId)) {
        yield group;
        group = undefined;
      }
      group ??= { stream: item.stream, recordId: item.recordId, record: undefined, movements: [] };
      if (item.about === "record") group = { ...group, record: item };
      else group = { ...group, movements: [...group.movements, item] };
    }
    last = page.last;
  } while (last !== undefined);
  if (group !== undefined) yield group;
}

/** Where reading goes on behind everything of this id. */
export function behindRecord({ stream, recordId }: Pick<BalanceGroup, "stream" | "recordId">): string {
  return `${stream}#${recordId}#~`;
}
