import type { Engine } from "@cowry/table/engine.testkit";
import fc from "fast-check";
import { history } from "./history.ts";
import { type Between, Stage, type Told } from "./history-stage.ts";
import { seeded } from "./seeded.ts";

export interface Proof extends Pick<Stage, "steps" | "done" | "seen"> {
  readonly histories: number;
  /** Operations that were refused whenever they were tried. */
  readonly neverDone: readonly string[];
}

export interface Wanted {
  readonly histories: number;
  /** Of the first. */
  readonly seed: number;
  /** From one seed to the next; 1 unless said otherwise. */
  readonly every?: number;
  /** AWS's own engine, where it is to be asked the same. */
  readonly truth?: Engine;
  readonly between?: Between;
  /** Told how far it is. */
  readonly say?: (histories: number, steps: number) => void;
}

const told: fc.Arbitrary<Told> = fc.record({ list: history, luck: fc.nat() });

/** Looking for the shortest history that still fails takes minutes: that is for whoever asks, and has an end. */
const SHRINKING_MS = 120_000;
/** fast-check's numbers for one seed resemble those for the next one. */
const mixed = (seed: number): number => seeded(seed)(2 ** 31);

/** The history of this seed. */
export const historyOf = (seed: number): Told => {
  const [one] = fc.sample(told, { numRuns: 1, seed: mixed(seed) });
  if (one === undefined) throw new Error("one was asked for");
  return one;
};

/**
 * Plays random histories in trouble, and looks at all invariants after every step. The first that fails ends it, and is
 * told with the command that plays it again.
 */
export async function proveHistories(wanted: Wanted): Promise<Proof> {
  const { histories, seed, every = 1, truth, between, say } = wanted;
  const stage = Stage.open(truth);
  try {
    for (let nth = 0; nth < histories; nth++) {
      await proveOne(stage, seed + nth * every, between);
      say?.(nth + 1, stage.steps);
    }
    const { steps, done, seen, neverDone } = stage;
    return { histories, steps, done, seen, neverDone: [...neverDone] };
  } finally {
    stage.close();
  }
}

async function proveOne(stage: Stage, seed: number, between: Between | undefined): Promise<void> {
  const isShrinking = process.env["COWRY_SHRINK"] !== undefined;
  const property = fc.asyncProperty(told, (one) => stage.play(one, between));
  const { failed, errorInstance, counterexample } = await fc.check(property, {
    ...{ numRuns: 1, seed: mixed(seed), endOnFailure: !isShrinking },
    ...(isShrinking ? { interruptAfterTimeLimit: SHRINKING_MS } : {}),
  });
  if (!failed) return;
  const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const shortest = isShrinking ? `\n${JSON.stringify(counterexample)}` : "";
  const again = `npm run prove -- --histories 1 --seed ${seed}`;
  throw new Error(`history ${seed}: ${what}\nplayed again by: ${again}${shortest}`, { cause: errorInstance });
}
