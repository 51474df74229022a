import {
  type AnyEntity,
  decode,
  equals,
  getItem,
  type ItemOf,
  type KeyOf,
  type RawItem,
  update,
  type Write,
} from "@cowry/table";
import { currentKey, keyById, keyIdOf, liveKeys, seal, unseal } from "../kernel/index.ts";
import { type KeptRing, type Kind, type Look, NO_KEY } from "./model.ts";

/** What the sealed attributes of an item are sealed for. */
type Contexts<E extends AnyEntity> = { readonly [K in keyof ItemOf<E>]?: (item: ItemOf<E>) => string };

/** Items with sealed attributes: each is sealed again under the current key. Asks for FIELD_KEYS. */
export function sealedIn<E extends AnyEntity>(of: E, contexts: Contexts<E>): Kind {
  return { type: of.name, ring: "FIELD_KEYS", look: (raw) => lookAtSealed(of, decode(of, raw), contexts) };
}

interface Sealed {
  readonly name: string;
  readonly value: string;
  readonly context: string;
}

function lookAtSealed<E extends AnyEntity>(of: E, item: ItemOf<E>, contexts: Contexts<E>): Look {
  const values = sealedValues(item, contexts);
  const current = currentKey("FIELD_KEYS").id;
  const under = values.map(({ value }) => idInRing(value));
  const old = values.filter(({ value }) => ![current, NO_KEY].includes(idInRing(value)));
  if (old.length === 0) return { under, renewal: [] };
  const set = Object.fromEntries(old.map(({ name, value, context }) => [name, seal(unseal(value, context), context)]));
  const when = old.map(({ name, value }) => equals(name, value));
  const again = update<AnyEntity>(of, item, { rule: "as_read", when, set });
  return { under, renewal: [again] };
}

function sealedValues<E extends AnyEntity>(item: ItemOf<E>, contexts: Contexts<E>): readonly Sealed[] {
  const read = item as Readonly<Record<string, unknown>>;
  return Object.entries<((item: ItemOf<E>) => string) | undefined>(contexts).flatMap(([name, contextOf]) => {
    const value = read[name];
    return typeof value === "string" && contextOf !== undefined ? [{ name, value, context: contextOf(item) }] : [];
  });
}

function idInRing(sealed: string): string {
  const id = keyIdOf(sealed);
  return keyById("FIELD_KEYS", id) === undefined ? NO_KEY : id;
}

/** Where a row that is found by a keyed hash should stand. */
export interface Source {
  /** Each value that may have led to the row: its hashes under every live key, the current one's first. */
  readonly hashes: readonly (readonly string[])[];
}

export interface Keyed<E extends AnyEntity> {
  readonly hashOf: (row: ItemOf<E>) => string;
  /** Reads what the row was keyed by. */
  readonly source: (row: ItemOf<E>) => Promise<Source>;
  /** The same row in its new place, and out of its old one if it is still as it was read. */
  readonly moved: (row: ItemOf<E>, hash: string) => readonly Write[];
}

/** Rows that are found by a keyed hash: each moves to the hash under the current key. Asks for LOOKUP_KEYS. */
export function keyedBy<E extends AnyEntity>(of: E, keyed: Keyed<E>): Kind {
  const look = async (raw: RawItem): Promise<Look> => {
    const row = decode(of, raw);
    const seen = await lookAtRow(row, keyed);
    if (seen !== undefined) return seen;
    // What it was keyed by may have changed since the row was read: then the row is gone, or fits now.
    if ((await getItem(of, row as KeyOf<E>)) === undefined) return { under: [], renewal: [] };
    return (await lookAtRow(row, keyed)) ?? { under: [NO_KEY], renewal: [] };
  };
  return { type: of.name, ring: "LOOKUP_KEYS", look };
}

async function lookAtRow<E extends AnyEntity>(
  row: ItemOf<E>,
  { hashOf, source, moved }: Keyed<E>,
): Promise<Look | undefined> {
  const { hashes } = await source(row);
  const mine = hashes.find((each) => each.includes(hashOf(row))) ?? [];
  const at = mine.indexOf(hashOf(row));
  const [[current = ""], keyId] = [mine, liveKeys("LOOKUP_KEYS")[at]?.id];
  if (keyId === undefined) return undefined;
  return { under: [keyId], renewal: at > 0 ? moved(row, current) : [] };
}

/** Items with hashes of secrets that only their owner knows: their next use renews them. We count. */
export function hashedIn<E extends AnyEntity>(
  of: E,
  ring: KeptRing,
  keyIdsOf: (item: ItemOf<E>) => readonly string[],
): Kind {
  return { type: of.name, ring, look: (raw) => ({ under: keyIdsOf(decode(of, raw)), renewal: [] }) };
}
