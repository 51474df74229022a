import { connectTable } from "@cowry/table";
import { makeTable, startEngine, useEndpoint } from "@cowry/table/engine.testkit";
import fc from "fast-check";
import { setBell } from "@cowry/core/kernel";
import { useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { history, KINDS, play } from "./history.ts";
import { expectInvariants, expectRebuildable } from "./history-checks.ts";
import { newWorld } from "./history-world.ts";
import { seeded } from "./seeded.ts";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import { canonical } from "./memory-expressions.ts";
import { type Carry, engineAt, troubledEngine } from "./troubled-engine.ts";

export interface Proof {
  readonly histories: number;
  readonly steps: number;
  /** Steps that were not refused. */
  readonly done: number;
  readonly injected: Readonly<Record<string, number>>;
  /** Operations that were refused whenever they were tried. */
  readonly neverDone: readonly string[];
}

const NONE = { conflict: 0, throttling: 0, resetAfterCommit: 0 };
const TROUBLE = { conflict: 0.08, throttling: 0.01, resetAfterCommit: 0.04 };

/** In memory, or in AWS's own engine and in memory side by side, every answer compared. */
export type Engines = "memory" | "both";

/** Looking for the shortest history that still fails takes minutes: that is for whoever asks, and has an end. */
const SHRINKING_MS = 60_000;

/**
 * Plays random histories in trouble, and looks at all invariants after every step. What fails tells its seed and path
 * and ends there; `COWRY_PATH` (with `COWRY_SEED`) begins at such a place again, and shrinks it for a minute.
 */
export async function proveHistories(histories: number, seed: number, engines: Engines = "memory"): Promise<Proof> {
  let memory = new MemoryEngine();
  const ours = inMemory(() => memory);
  const engine = engines === "both" ? await startEngine() : undefined;
  const carry = engine === undefined ? ours : compared(engineAt(engine.url), ours);
  const troubled = troubledEngine(carry, { signed: engine !== undefined });
  useTestSettings();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  let [steps, done, tables] = [0, 0, 0];
  const neverDone = new Set<string>(KINDS);
  const property = fc.asyncProperty(history, fc.nat(), async (list, luck) => {
    tables += 1;
    const tableName = `history-${tables}`;
    memory = new MemoryEngine();
    if (engine !== undefined) await makeTable(engine.url, tableName);
    connectTable({ tableName });
    troubled.attach();
    troubled.begin(NONE, seeded(luck));
    const world = await newWorld();
    troubled.begin(TROUBLE, seeded(luck));
    for (const [index, step] of list.entries()) {
      steps += 1;
      if (await play(world, step)) {
        done += 1;
        neverDone.delete(step.kind);
      }
      expectInvariants(memory.all(), `step ${index + 1} (${step.kind})`);
    }
    expectRebuildable(memory.all());
  });
  try {
    await hurriedly(() => fc.assert(property, { numRuns: histories, seed, ...ending(process.env["COWRY_PATH"]) }));
    return { histories, steps, done, injected: { ...troubled.injected }, neverDone: [...neverDone] };
  } finally {
    await engine?.stop();
  }
}

function ending(path: string | undefined) {
  return path === undefined
    ? ({ endOnFailure: true } as const)
    : { path, interruptAfterTimeLimit: SHRINKING_MS, markInterruptAsFailure: true };
}

const patient = globalThis.setTimeout;

/**
 * Rivals wait a random while before they meet again; who waits longer than whom matters, how long does not. Whatever
 * waits for longer than they do is somebody else's.
 */
function hurried(act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout {
  return patient(act, ms <= WAIT_MAX_MS ? ms / 50 : ms, ...args);
}
const WAIT_MAX_MS = 3_000;

/** Does something while rivals hurry. */
export async function hurriedly<T>(act: () => Promise<T> | T): Promise<T> {
  globalThis.setTimeout = hurried as typeof setTimeout;
  try {
    return await act();
  } finally {
    globalThis.setTimeout = patient;
  }
}

/** One after the other, so that both see the same order; answers differ in what nobody reads. */
function compared(truth: Carry, model: Carry): Carry {
  let queue: Promise<unknown> = Promise.resolve();
  let differ: Error | undefined;
  return (operation, body, headers) => {
    const turn = queue.then(async () => {
      if (differ !== undefined) throw differ;
      const [real, ours] = [await truth(operation, body, headers), await model(operation, body, headers)];
      const [a, b] = [essence(operation, real.text), essence(operation, ours.text)];
      if (real.status !== ours.status || a !== b) {
        throw new Error(`the engines differ on ${operation} ${body}:\n${real.status} ${a}\n${ours.status} ${b}`);
      }
      return real;
    });
    queue = turn.catch((error: unknown) => {
      differ ??= error instanceof Error ? error : new Error(String(error));
    });
    return turn;
  };
}

function essence(operation: string, text: string): string {
  const { message: _, Message: __, ...answer } = JSON.parse(text) as Record<string, unknown>;
  const reasons = answer["CancellationReasons"];
  if (Array.isArray(reasons)) {
    answer["CancellationReasons"] = reasons.map((reason: Record<string, unknown>) => ({ ...reason, Message: null }));
  }
  const responses = answer["Responses"];
  if (operation === "BatchGetItem" && typeof responses === "object" && responses !== null) {
    // In no order.
    answer["Responses"] = Object.values(responses as Record<string, unknown[]>).map((items) =>
      items.map(canonical).sort(),
    );
  }
  return canonical(answer);
}
