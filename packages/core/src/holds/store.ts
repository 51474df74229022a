import {
  absent,
  above,
  atMost,
  batchGet,
  type ConditionFor,
  entity,
  equals,
  getItem,
  int,
  keyOf,
  missing,
  openCursor,
  put,
  queryItems,
  sealCursor,
  sortKey,
  timeKey,
  update,
  type UpdateOptions,
  type Write,
} from "@cowry/table";
import { currentKey, errors as kernelErrors, liveKeys, now, type Page, subkey } from "../kernel/index.ts";
import {
  externalItem,
  type Journal,
  journal,
  journalPlace,
  type Leg,
  listOpenJournals,
  movedMoney,
  type Policy,
  policyReading,
  reviewPlace,
  type Wallet,
  walletItem,
} from "../wallet/index.ts";
import { type HoldEnd, type HoldJournal, isHold, type WholeCapture } from "./model.ts";

/** The keys of this domain. Holds themselves are journals of the wallet, and the payer's rows are its external ones. */

/** The payee's list; never changed. */
export const heldForItem = entity("held_for", {
  version: 1,
  about: "A hold in its payee's list",
  pk: "W#{userId}",
  sk: "HP#{currency}#{at}#{holdId}",
  attributes: { rows: int("n") },
});

/** Rule: "payee". */
export function payeeRow(userId: string, { currency, createdAtMs, transactionId: holdId }: Journal): Write {
  const row = { userId, currency, at: timeKey(createdAtMs), holdId, rows: 1 };
  return put(heldForItem, row, { rule: "payee", when: [absent()] });
}

/** Open holds stand in the index by their end. */
export function holdOpening(hold: HoldJournal): Write {
  const index = journalPlace({ ...hold, createdAtMs: hold.expiresAtMs });
  return put(journal, hold, { rule: "journal", when: [absent()], index });
}

type Conditions = readonly ConditionFor<typeof journal>[];

/** Nobody has captured, released or let it expire since it was read. */
function unchanged({ captured }: HoldJournal): Conditions {
  return [
    equals("kind", "hold"),
    equals("status", "held"),
    captured === undefined ? missing("captured") : equals("captured", captured),
  ];
}

const alive = (): Conditions => [above("expiresAtMs", now())];
const over = (): Conditions => [atMost("expiresAtMs", now())];

function holdChange(
  hold: HoldJournal,
  rule: "journal" | "hold",
  when: Conditions,
  set: NonNullable<UpdateOptions<typeof journal>["set"]>,
  end: "goes_on" | "for_nothing" | "with_money",
): Write {
  const { transactionId } = hold;
  // What compliance is to hear of is listed once money has moved and no more can.
  const listed = end === "with_money" ? (reviewPlace(hold) ?? null) : null;
  return update(journal, { transactionId }, { rule, when, set, ...(end === "goes_on" ? {} : { index: listed }) });
}

/** The whole at once: the hold becomes the transaction. Rule: "journal". */
export function wholeWrite(hold: HoldJournal, legs: readonly Leg[], capture: WholeCapture, atMs: number): Write {
  const counterparty = hold.counterparty === undefined ? {} : { counterparty: named(hold.counterparty) };
  const moved = movedMoney(legs, "completed");
  const set = {
    status: "completed",
    completedAtMs: atMs,
    ...moved,
    external: { ...capture },
    ...counterparty,
  } as const;
  return holdChange(hold, "journal", [...unchanged(hold), ...alive()], set, "with_money");
}

/** The legs say who it is: twice would be too big. */
function named({ kind, name }: NonNullable<Journal["counterparty"]>) {
  return { kind, name } as const;
}

/** A part: the hold counts it, and ends where nothing is left or wanted. Rule: "hold". */
export function partWrite(
  hold: HoldJournal,
  counted: { readonly captured: bigint; readonly lastPart: string },
  end: boolean,
  atMs: number,
): Write {
  const ending = end ? ({ status: "completed", completedAtMs: atMs } as const) : {};
  const when = [...unchanged(hold), ...alive()];
  return holdChange(hold, "hold", when, { ...counted, ...ending }, end ? "with_money" : "goes_on");
}

/** Its end, without a capture. Rule: "journal". */
export function endWrite(hold: HoldJournal, end: HoldEnd): Write {
  const status = (hold.captured ?? 0n) > 0n ? "completed" : "cancelled";
  const set = { status, completedAtMs: now(), metadata: { end } } as const;
  const when = [...unchanged(hold), ...(end === "expired" ? over() : [])];
  return holdChange(hold, "journal", when, set, status === "completed" ? "with_money" : "for_nothing");
}

export async function findHold(holdId: string): Promise<HoldJournal | undefined> {
  const found = await getItem(journal, { transactionId: holdId });
  return isHold(found) ? found : undefined;
}

/** A hold, and the transaction of a capture of it, if there is one. */
export async function findCapture(holdId: string, captureId: string) {
  const found = await batchGet([holdId, captureId].map((transactionId) => keyOf(journal, { transactionId })));
  const hold = found.get(journal, { transactionId: holdId });
  return { hold: isHold(hold) ? hold : undefined, part: found.get(journal, { transactionId: captureId }) };
}

export interface Parties {
  readonly payer: Wallet | undefined;
  readonly payee: Wallet | undefined;
  readonly policy: Policy;
}

/** Both wallets, and the policy where it is old, in one read. */
export async function findParties(of: { payer: string; payee: string }, currency: string): Promise<Parties> {
  const [payerKey, payeeKey] = [
    { userId: of.payer, currency },
    { userId: of.payee, currency },
  ];
  const policy = policyReading();
  const found = await batchGet([keyOf(walletItem, payerKey), keyOf(walletItem, payeeKey), ...policy.reads]);
  return {
    payer: found.get(walletItem, payerKey),
    payee: found.get(walletItem, payeeKey),
    policy: policy.take(found),
  };
}

/** Ids of holds that are past their end (their place in the index is that of their end), page by page. */
export function listOver(): AsyncGenerator<readonly string[]> {
  return listOpenJournals("hold", ["held"], now());
}

export interface HoldList {
  readonly userId: string;
  readonly role: "payer" | "payee";
  readonly currency: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A payer's holds stand among his other operations: past this many rows the page ends as it is. */
const ROWS_MAX = 300;

/** Newest first. */
export async function queryHolds(list: HoldList): Promise<Page<HoldJournal>> {
  const { userId, role, currency } = list;
  const scope = `holds:${userId}:${role}:${currency}`;
  let after = list.cursor === undefined ? undefined : openPosition(scope, list.cursor);
  const ids: string[] = [];
  let rows = 0;
  do {
    const page = await queryRows(list, list.limit - ids.length, after);
    ids.push(...page.ids);
    rows += page.rows;
    after = page.last;
  } while (after !== undefined && ids.length < list.limit && rows < ROWS_MAX);
  const found = await batchGet(ids.map((transactionId) => keyOf(journal, { transactionId })));
  const items = ids.map((transactionId) => found.get(journal, { transactionId })).filter(isHold);
  return { items, nextCursor: after === undefined ? null : sealCursor(currentCursorKey(), scope, after) };
}

async function queryRows({ userId, role, currency }: HoldList, limit: number, after: string | undefined) {
  if (role === "payee") {
    const prefix = sortKey(heldForItem, { currency });
    const { items, last } = await queryItems(heldForItem, { userId }, { prefix, limit, after, descending: true });
    return { ids: items.map(({ holdId }) => holdId), rows: items.length, last };
  }
  const prefix = sortKey(externalItem, { currency });
  const { items, last } = await queryItems(externalItem, { userId }, { prefix, limit, after, descending: true });
  const ids = items.filter(({ kind }) => kind === "hold").map(({ transactionId }) => transactionId);
  return { ids, rows: items.length, last };
}

const CURSOR_PURPOSE = "holds";

function currentCursorKey(): Buffer {
  return subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
}

function openPosition(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
