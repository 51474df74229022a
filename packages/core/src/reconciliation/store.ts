import {
  absent,
  atMost,
  batchGet,
  entity,
  equals,
  getItem,
  int,
  type ItemOf,
  json,
  keyOf,
  oneOf,
  openCursor,
  optional,
  put,
  queryIndex,
  queryItems,
  sealCursor,
  text,
  time,
  timeKey,
  transact,
  update,
  write,
  type Write,
} from "@cowry/table";
import {
  currentKey,
  DAY,
  derivedId,
  errors as kernelErrors,
  liveKeys,
  now,
  type Page,
  subkey,
} from "../kernel/index.ts";
import {
  DISCREPANCY_STATES,
  type Finding,
  KINDS,
  type ProviderName,
  type RunName,
  RESOLUTIONS,
  type Resolution,
  RUN_STATES,
  type Side,
  STREAMS,
  type Tally,
} from "./model.ts";
import { DUE_AFTER_DAYS } from "./rules.ts";

/** Runs and discrepancies: what is left of a reconciliation. */

/** One per provider and day; the last attempt counts. */
export const runItem = entity("provider_reconciliation", {
  version: 1,
  about: "The last comparison of a day with a provider's books",
  pk: "RC#{provider}",
  sk: "{day}",
  attributes: {
    attempt: int("n"),
    status: oneOf("st", RUN_STATES),
    /** Who asked for it: `system:<name>` or `staff:<id>`. */
    by: text("by"),
    startedAtMs: time("sa"),
    finishedAtMs: optional(time("fa")),
    tally: optional(json<Tally>("ta")),
  },
});
export type Run = ItemOf<typeof runItem>;

/** The same finding of the same day is the same item, however often the day is reconciled. In the index while open. */
export const discrepancyItem = entity("discrepancy", {
  version: 1,
  about: "Something on which our books and a provider's differ, until somebody has dealt with it",
  pk: "DC#{provider}#{day}",
  sk: "{discrepancyId}",
  index: { pk: "DC#{state}", sk: "{foundAt}" },
  attributes: {
    kind: oneOf("k", KINDS),
    stream: oneOf("sr", STREAMS),
    reference: text("rf"),
    transactionId: optional(text("tx")),
    ours: optional(json<Side>("o")),
    theirs: optional(json<Side>("th")),
    state: oneOf("st", DISCREPANCY_STATES),
    foundAtMs: time("fa"),
    dueAtMs: time("du"),
    /** The attempt that found it last. */
    seenIn: int("se"),
    /** Who deals with it. */
    owner: optional(text("ow")),
    resolution: optional(oneOf("re", RESOLUTIONS)),
    note: optional(text("no")),
    closedAtMs: optional(time("ca")),
    closedBy: optional(text("cb")),
  },
});
export type Discrepancy = ItemOf<typeof discrepancyItem>;

export function findRun(provider: ProviderName, day: string): Promise<Run | undefined> {
  return getItem(runItem, { provider, day });
}

/** Of the newest days that were ever begun, the newest first. */
export async function findNewestRuns(provider: ProviderName, limit: number): Promise<readonly Run[]> {
  return (await queryItems(runItem, { provider }, { limit, descending: true })).items;
}

/** Begins the first attempt, or the one after `before`; undefined when somebody else was faster. */
export async function commitStart(run: Run, before: Run | undefined, also: readonly Write[]): Promise<boolean> {
  const when = before === undefined ? [absent()] : [equals("attempt", before.attempt), equals("status", before.status)];
  return (await transact([put(runItem, run, { rule: "run", when }), ...also])).committed;
}

/** Ends this attempt, once. */
export async function commitEnd(
  { provider, day, attempt }: RunName,
  end: Pick<Run, "status"> & { readonly finishedAtMs: number; readonly tally?: Tally },
): Promise<void> {
  const { status, finishedAtMs, tally } = end;
  const when = [equals("attempt", attempt), equals("status", "running")];
  const set = { status, finishedAtMs, ...(tally === undefined ? {} : { tally }) };
  await write(update(runItem, { provider, day }, { rule: "running", when, set }));
}

export function discrepancyIdOf(provider: string, day: string, { stream, reference, kind }: Finding): string {
  return derivedId("reconciliation/discrepancy", provider, day, stream, reference, kind);
}

/**
 * Writes a finding down. One that is there already keeps its owner and its age; one that was gone is open again. What
 * staff resolved stays resolved: they looked at the very same difference.
 */
export async function saveFinding({ provider, day, attempt }: RunName, finding: Finding): Promise<void> {
  const foundAtMs = now();
  const discrepancyId = discrepancyIdOf(provider, day, finding);
  const dueAtMs = foundAtMs + DUE_AFTER_DAYS[finding.kind] * DAY;
  const fresh: Discrepancy = {
    ...{ provider, day, discrepancyId, state: "open", foundAtMs, dueAtMs, seenIn: attempt },
    ...finding,
  };
  const made = await write(put(discrepancyItem, fresh, { rule: "new", when: [absent()], index: placeOf(fresh) }));
  if (made.done || made.item === undefined) return;
  const { state, foundAtMs: since } = made.item;
  const { ours, theirs } = finding;
  const again = {
    seenIn: attempt,
    ...(ours === undefined ? {} : { ours }),
    ...(theirs === undefined ? {} : { theirs }),
  };
  const reopened = state === "gone" ? { state: "open" as const } : {};
  await write(
    update(discrepancyItem, fresh, {
      rule: "known",
      when: [equals("state", state), atMost("seenIn", attempt)],
      set: { ...again, ...reopened },
      ...(state === "gone"
        ? { remove: ["closedAtMs", "closedBy"] as const, index: { state: "open", foundAt: timeKey(since) } }
        : {}),
    }),
  );
}

function placeOf({ state, foundAtMs }: Pick<Discrepancy, "state" | "foundAtMs">) {
  return { state, foundAt: timeKey(foundAtMs) };
}

/** A day's discrepancies, page by page. */
export async function* readDiscrepancies(
  provider: ProviderName,
  day: string,
  pageSize = 100,
): AsyncGenerator<readonly Discrepancy[], void, undefined> {
  let after: string | undefined;
  do {
    const page = await queryItems(discrepancyItem, { provider, day }, { limit: pageSize, after });
    yield page.items;
    after = page.last;
  } while (after !== undefined);
}

/** Those of the day that earlier attempts found and this one did not: nobody needs to look at them any more. */
export async function closeGone({ provider, day, attempt }: RunName): Promise<void> {
  for await (const page of readDiscrepancies(provider, day)) {
    for (const { discrepancyId, state, seenIn } of page) {
      if (state !== "open" || seenIn >= attempt) continue;
      await write(
        update(
          discrepancyItem,
          { provider, day, discrepancyId },
          {
            rule: "open",
            when: [equals("state", "open"), equals("seenIn", seenIn)],
            set: { state: "gone", closedAtMs: now(), closedBy: "system:reconciliation" },
            index: null,
          },
        ),
      );
    }
  }
}

/** Whether some discrepancy is open for longer than it may be. */
export async function isAnyOverdue(atMs: number): Promise<boolean> {
  const { keys } = await queryIndex(discrepancyItem, { state: "open" }, { limit: 100 });
  const found = await batchGet(keys.map((key) => keyOf(discrepancyItem, key)));
  return keys.some((key) => {
    const one = found.get(discrepancyItem, key);
    return one?.state === "open" && one.dueAtMs <= atMs;
  });
}

export async function findDiscrepancy(
  provider: ProviderName,
  day: string,
  discrepancyId: string,
): Promise<Discrepancy | undefined> {
  return getItem(discrepancyItem, { provider, day, discrepancyId });
}

/** Gives an open discrepancy to somebody. False when it is not open any more. */
export async function commitOwner(of: Discrepancy, owner: string, audit: Write): Promise<boolean> {
  const assign = update(discrepancyItem, of, { rule: "open", when: [equals("state", "open")], set: { owner } });
  return (await transact([assign, audit])).committed;
}

export interface Ending {
  readonly resolution: Resolution;
  readonly note: string;
  readonly by: string;
}

/** Closes an open discrepancy. False when it is not open any more. */
export async function commitResolution(
  of: Discrepancy,
  { resolution, note, by }: Ending,
  audit: Write,
): Promise<boolean> {
  const resolve = update(discrepancyItem, of, {
    rule: "open",
    when: [equals("state", "open")],
    set: { state: "resolved", resolution, note, closedAtMs: now(), closedBy: by },
    index: null,
  });
  return (await transact([resolve, audit])).committed;
}

export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Newest day first. */
export async function listRuns(provider: ProviderName, { limit, cursor }: ListQuery): Promise<Page<Run>> {
  const scope = `runs:${provider}`;
  const after = openPlace(scope, cursor);
  const { items, last } = await queryItems(runItem, { provider }, { limit, after, descending: true });
  return { items, nextCursor: last === undefined ? null : sealPlace(scope, last) };
}

/** Open ones of all days, the oldest first. The index may be a moment behind: what was closed meanwhile is left out. */
export async function listOpen({ limit, cursor }: ListQuery): Promise<Page<Discrepancy>> {
  const scope = "discrepancies:open";
  const after = openPlace(scope, cursor);
  const { keys, last } = await queryIndex(discrepancyItem, { state: "open" }, { limit, after });
  const found = await batchGet(keys.map((key) => keyOf(discrepancyItem, key)));
  const items = keys.flatMap((key) => found.get(discrepancyItem, key) ?? []).filter(({ state }) => state === "open");
  return { items, nextCursor: last === undefined ? null : sealPlace(scope, last) };
}

/** All of one day, closed ones too. */
export async function listOfDay(provider: ProviderName, day: string, list: ListQuery): Promise<Page<Discrepancy>> {
  const scope = `discrepancies:${provider}:${day}`;
  const after = openPlace(scope, list.cursor);
  const { items, last } = await queryItems(discrepancyItem, { provider, day }, { limit: list.limit, after });
  return { items, nextCursor: last === undefined ? null : sealPlace(scope, last) };
}

const CURSOR_PURPOSE = "reconciliation";

function sealPlace(scope: string, place: string): string {
  return sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), scope, place);
}

function openPlace(scope: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  for (const key of liveKeys("CURSOR_KEYS")) {
    const place = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (place !== undefined) return place;
  }
  throw kernelErrors.invalid_cursor();
}
