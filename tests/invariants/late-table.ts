import { expect, vi } from "vitest";
import { setBell } from "@cowry/core/kernel";
import { connectTable, transact, type Write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { inMemory, MemoryEngine, type Read } from "./memory-engine.ts";
import { canonical } from "./memory-expressions.ts";
import { type Carry, takeWire } from "./troubled-engine.ts";

/** A table in memory in which somebody else may write between the reads and the writes of an operation. */

let engine = new MemoryEngine();
/** Somebody else, or time. */
type Rival = () => unknown;
/** Who comes between, before which request of what comes now. */
let due: { readonly operation: string; left: number; readonly rival: Rival } | undefined;
/** Where it is there, eventually consistent reads are answered from it. */
let late: MemoryEngine | undefined;

const AT = Date.UTC(2031, 0, 15, 9);
const EVENTUAL: ReadonlySet<string> = new Set(["GetItem", "Query"]);

const carry: Carry = async (operation, body, headers) => {
  if (due?.operation === operation && (due.left -= 1) === 0) {
    const { rival } = due;
    due = undefined;
    await rival();
  }
  const old = late !== undefined && EVENTUAL.has(operation) && (JSON.parse(body) as Read).ConsistentRead !== true;
  return inMemory(() => (old && late !== undefined ? late : engine))(operation, body, headers);
};

/** Everything of the domains that asks the table asks this one from now on. */
export function useLateTable(): void {
  useTestSecrets();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  connectTable({ tableName: "late" });
  takeWire(carry, { signed: false });
}

/** An empty one, at a time that stands still. */
export function beginAnew(): void {
  [engine, late, due] = [new MemoryEngine(), undefined, undefined];
  vi.useFakeTimers({ now: AT, toFake: ["Date"] });
}

export const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** The rival runs from its beginning to its end, just before the act sends its request of this kind, the first or a later one. */
export async function meeting<T>(
  operation: "GetItem" | "PutItem" | "UpdateItem" | "TransactWriteItems",
  rival: Rival,
  act: () => Promise<T>,
  { at = 1 } = {},
): Promise<T> {
  due = { operation, left: at, rival };
  try {
    return await act();
  } finally {
    expect(due).toBeUndefined();
  }
}

/** What the act reads where the table owes it nothing newer is from before this moment. */
export async function afterLateReads<T>(change: () => Promise<unknown>, act: () => Promise<T>): Promise<T> {
  const before = new MemoryEngine();
  before.fill(engine);
  await change();
  late = before;
  try {
    return await act();
  } finally {
    late = undefined;
  }
}

export const items = () => engine.all();
const stored = (): string => [...engine.items()].map(canonical).sort().join("\n");

/** What it says, having written nothing. */
export async function idly<T>(act: () => Promise<T>): Promise<T> {
  const before = stored();
  const said = await act();
  expect(stored()).toBe(before);
  return said;
}

export const isWritten = async (writes: readonly Write[]): Promise<boolean> => (await transact(writes)).committed;
