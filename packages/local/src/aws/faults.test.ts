import { describe, expect, it } from "vitest";
import { Faults } from "./faults.ts";

function met(faults: Faults, operation: string, times: number): readonly (string | undefined)[] {
  return Array.from({ length: times }, () => faults.decide({ operation }));
}

describe("the fault plan", () => {
  it("brings the same faults to the same requests for the same seed", () => {
    const plan = { seed: "7", rates: { transactionConflict: 0.2, throttling: 0.05, resetAfterCommit: 0.05 }, next: [] };
    const [a, b, c] = [new Faults(), new Faults(), new Faults()];
    a.set(plan);
    b.set(plan);
    c.set({ ...plan, seed: "8" });
    const first = met(a, "TransactWriteItems", 500);
    expect(met(b, "TransactWriteItems", 500)).toEqual(first);
    expect(met(c, "TransactWriteItems", 500)).not.toEqual(first);
  });

  it("keeps to its rates, and counts what it did", () => {
    const faults = new Faults();
    faults.set({ seed: "1", rates: { transactionConflict: 0.2 }, next: [] });
    const hits = met(faults, "TransactWriteItems", 5_000).filter((fault) => fault !== undefined).length;
    expect(hits).toBeGreaterThan(900);
    expect(hits).toBeLessThan(1_100);
    expect(faults.injected).toEqual({ transactionConflict: hits });
  });

  it("lets only transactions conflict by chance, and single writes when they are named", () => {
    const faults = new Faults();
    faults.set({ seed: "1", rates: { transactionConflict: 1 }, next: [] });
    expect(met(faults, "PutItem", 3)).toEqual([undefined, undefined, undefined]);
    expect(faults.decide({ operation: "TransactGetItems" })).toBe("transactionConflict");
    const named = { fault: "transactionConflict", operation: "PutItem", count: 1 } as const;
    faults.set({ seed: "1", rates: {}, next: [named] });
    expect(met(faults, "PutItem", 2)).toEqual(["transactionConflict", undefined]);
  });

  it("brings planned faults to the next requests they are for", () => {
    const faults = new Faults();
    faults.set({
      seed: "1",
      rates: {},
      next: [
        { fault: "resetAfterCommit", operation: "TransactWriteItems", count: 2 },
        { fault: "throttling", count: 1 },
      ],
    });
    expect(met(faults, "GetItem", 2)).toEqual(["throttling", undefined]);
    expect(met(faults, "TransactWriteItems", 3)).toEqual(["resetAfterCommit", "resetAfterCommit", undefined]);
  });

  it("lets so many pass first, of this function's alone", () => {
    const faults = new Faults();
    const planned = { fault: "killAfterCommit", function: "Pay", skip: 2, count: 1 } as const;
    faults.set({ seed: "1", rates: {}, next: [planned] });
    const met = (title: string) => faults.decide({ operation: "PutItem", function: title });
    expect(["Pay", "Look", "Pay", "Look", "Pay", "Pay"].map(met)).toEqual([
      ...[undefined, undefined, undefined, undefined],
      "killAfterCommit",
      undefined,
    ]);
  });

  it("brings old reads to those alone that may be old, and running transactions to transactions", () => {
    const faults = new Faults();
    faults.set({ seed: "1", rates: { staleRead: 1 }, next: [] });
    expect(faults.decide({ operation: "GetItem" })).toBeUndefined();
    expect(faults.decide({ operation: "GetItem", mayBeStale: true })).toBe("staleRead");
    faults.set({ seed: "1", rates: { transactionInProgress: 1 }, next: [] });
    expect(faults.decide({ operation: "PutItem" })).toBeUndefined();
    expect(faults.decide({ operation: "TransactWriteItems" })).toBe("transactionInProgress");
  });

  it("decides over batches and idle instances by chances of their own", () => {
    const plan = { seed: "7", rates: { throttling: 0.5, duplicateBatch: 0.5, freeze: 0.5 }, next: [] };
    const [alone, among] = [new Faults(), new Faults()];
    alone.set(plan);
    among.set(plan);
    const first = Array.from({ length: 50 }, () => alone.decide({ operation: "GetItem" }));
    const second = Array.from({ length: 50 }, () => {
      among.decideBatch("Relay");
      among.freezes("Relay");
      return among.decide({ operation: "GetItem" });
    });
    expect(second).toEqual(first);
    expect(Object.keys(among.injected).sort()).toEqual(["duplicateBatch", "freeze", "throttling"]);
  });

  it("does nothing unless it is told to", () => {
    expect(new Set(met(new Faults(), "TransactWriteItems", 100))).toEqual(new Set([undefined]));
  });
});
