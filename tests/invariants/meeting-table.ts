import { beforeAll, beforeEach, expect } from "vitest";
import { setBell } from "@cowry/core/kernel";
import { connectTable, type RawItem, transact, type Write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { inMemory, MemoryEngine, type Read } from "./memory-engine.ts";
import { canonical } from "./memory-expressions.ts";
import { type Carry, takeWire } from "./troubled-engine.ts";

/** Somebody else, or time; or the request itself, carried out by this as a command of its own. */
type Rival = (carryOut: () => Promise<unknown>) => unknown;

type Operation = "GetItem" | "BatchGetItem" | "PutItem" | "UpdateItem" | "TransactWriteItems";

const WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"]);
const EVENTUAL: ReadonlySet<string> = new Set(["GetItem", "Query"]);

/** A table in memory in which somebody else may come between the requests of an operation. */
export class MeetingTable {
  /** What staff were told since the table was emptied. */
  readonly rung: string[] = [];
  private engine = new MemoryEngine();
  /** Who comes between, before which request of what comes now. */
  private due: { readonly isIt: (operation: string) => boolean; left: number; readonly rival: Rival } | undefined;
  /** Where it is there, eventually consistent reads are answered from it. */
  private late: MemoryEngine | undefined;

  /** Everything of the domains that asks the table asks this one from now on. */
  connect(tableName: string): void {
    useTestSecrets();
    setBell(({ alert }) => this.rung.push(alert));
    useEndpoint("http://in.memory.invalid");
    connectTable({ tableName });
    takeWire(this.carry, { signed: false });
  }

  readonly empty = (): void => {
    [this.engine, this.late, this.due, this.rung.length] = [new MemoryEngine(), undefined, undefined, 0];
    forgetPolicy();
  };

  /** The rival runs from its beginning to its end just before the act sends its request number `at` of this kind. */
  readonly meeting = async <T>(
    operation: Operation,
    rival: Rival,
    act: () => Promise<T>,
    { at = 1 } = {},
  ): Promise<T> => this.meet((one) => one === operation, rival, act, at);

  /** The same before a write of whatever kind. */
  readonly beside = async <T>(rival: Rival, act: () => Promise<T>, { at = 1 } = {}): Promise<T> =>
    this.meet((one) => WRITES.has(one), rival, act, at);

  /** The act's first transaction is carried out, and its answer lost for so long that it is sent again as another command. */
  readonly unheard = async <T>(act: () => Promise<T>): Promise<T> =>
    this.meet(
      (one) => one === "TransactWriteItems",
      (carryOut) => carryOut(),
      act,
      1,
    );

  /** What the act reads where the table owes it nothing newer is from before this moment. */
  readonly afterLateReads = async <T>(change: () => Promise<unknown>, act: () => Promise<T>): Promise<T> => {
    const before = new MemoryEngine();
    before.fill(this.engine);
    await change();
    this.late = before;
    try {
      return await act();
    } finally {
      this.late = undefined;
    }
  };

  /** What it says, having written nothing. */
  readonly idly = async <T>(act: () => Promise<T>): Promise<T> => {
    const before = this.stored();
    const said = await act();
    expect(this.stored()).toBe(before);
    return said;
  };

  readonly items = (): readonly RawItem[] => this.engine.all();
  readonly stored = (): string => [...this.engine.items()].map(canonical).sort().join("\n");

  private async meet<T>(isIt: (operation: string) => boolean, rival: Rival, act: () => Promise<T>, left: number) {
    this.due = { isIt, left, rival };
    try {
      return await act();
    } finally {
      expect(this.due).toBeUndefined();
    }
  }

  private readonly carry: Carry = async (operation, body, headers) => {
    if (this.due?.isIt(operation) === true && (this.due.left -= 1) === 0) {
      const { rival } = this.due;
      this.due = undefined;
      const { ClientRequestToken: _, ...request } = JSON.parse(body) as Readonly<Record<string, unknown>>;
      await rival(() => inMemory(() => this.engine)(operation, JSON.stringify(request), headers));
    }
    const isLate = EVENTUAL.has(operation) && (JSON.parse(body) as Read).ConsistentRead !== true;
    const from = isLate ? (this.late ?? this.engine) : this.engine;
    return inMemory(() => from)(operation, body, headers);
  };
}

/** One for a whole file of tests, empty before each of them. */
export function useMeetingTable(tableName: string): MeetingTable {
  const table = new MeetingTable();
  beforeAll(() => {
    table.connect(tableName);
  });
  beforeEach(table.empty);
  return table;
}

export const isWritten = async (writes: readonly Write[]): Promise<boolean> => (await transact(writes)).committed;
