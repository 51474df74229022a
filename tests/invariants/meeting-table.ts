import { beforeAll, beforeEach, expect } from "vitest";
import { setBell } from "@cowry/core/kernel";
import { connectTable, transact } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import { canonical } from "./memory-expressions.ts";
import { takeWire } from "./troubled-engine.ts";

/** A table in memory, empty before each test, in which somebody may come between another's read and write. */
export interface MeetingTable {
  /** What staff were told since the test began. */
  readonly rung: readonly string[];
  /** Just before the next write of `act`, the other comes and goes. */
  readonly beside: <T>(other: () => Promise<unknown>, act: () => Promise<T>) => Promise<T>;
  /** What it says, having written nothing. */
  readonly idly: <T>(act: () => Promise<T>) => Promise<T>;
}

const WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"]);

/** For a whole file of tests. */
export function useMeetingTable(tableName: string): MeetingTable {
  let engine = new MemoryEngine();
  let due: (() => Promise<unknown>) | undefined;
  const rung: string[] = [];
  const stored = (): string => [...engine.items()].map(canonical).sort().join("\n");

  beforeAll(() => {
    useTestSecrets();
    setBell(({ alert }) => rung.push(alert));
    useEndpoint("http://in.memory.invalid");
    connectTable({ tableName });
    const carry = inMemory(() => engine);
    takeWire(
      async (operation, ...request) => {
        const other = WRITES.has(operation) ? due : undefined;
        if (other !== undefined) due = undefined;
        await other?.();
        return carry(operation, ...request);
      },
      { signed: false },
    );
  });
  beforeEach(() => {
    [engine, due, rung.length] = [new MemoryEngine(), undefined, 0];
    forgetPolicy();
  });

  return {
    rung,
    async beside(other, act) {
      due = other;
      const said = await act();
      expect(due).toBeUndefined();
      return said;
    },
    async idly(act) {
      const before = stored();
      const said = await act();
      expect(stored()).toBe(before);
      return said;
    },
  };
}

export const isWritten = async (writes: Parameters<typeof transact>[0]) => (await transact(writes)).committed;
