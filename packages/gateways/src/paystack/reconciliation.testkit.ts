import v8 from "node:v8";
import vm from "node:vm";
import {
  compareStep,
  listDiscrepancies,
  planRun,
  type ProviderLooks,
  type ProviderRecords,
  readStep,
  type RunName,
} from "@cowry/core/reconciliation";

/** What the state machine does, without it: every part of the plan, step by step, each for so long. */

interface Books {
  readonly day: string;
  readonly records: ProviderRecords;
  readonly looks: ProviderLooks;
}

/** How many steps it took. */
export async function reconcileDay(
  { day, records, looks }: Books,
  stepMs: number,
  attempt = 1,
  afterStep: () => void = () => undefined,
): Promise<number> {
  const run: RunName = { provider: "paystack", day, attempt };
  const { readings, comparisons } = planRun(run);
  let steps = 0;
  for (const { streams } of readings) {
    let at: Awaited<ReturnType<typeof readStep>> | undefined;
    do {
      // What travels between the steps is JSON.
      const input: Parameters<typeof readStep>[0] = at ?? { run: { ...run }, streams };
      at = await readStep(structuredClone(input), records, stepMs);
      steps += 1;
      afterStep();
    } while (at.outcome === "more");
  }
  for (const { places } of comparisons) {
    let at: Awaited<ReturnType<typeof compareStep>> | undefined;
    do {
      const input: Parameters<typeof compareStep>[0] = at ?? { run: { ...run }, places };
      at = await compareStep(structuredClone(input), looks, stepMs);
      steps += 1;
      afterStep();
    } while (at.outcome === "more");
  }
  return steps;
}

const ofDay = async (day: string) => (await listDiscrepancies({ provider: "paystack", day }, { limit: 100 })).items;

/** What was found on a day: `kind stream`, in the order of the alphabet. */
export async function foundOn(day: string): Promise<readonly string[]> {
  return (await ofDay(day)).map(({ kind, stream }) => `${kind} ${stream}`).sort();
}

/** The same with what each is about, but for settlements. */
export async function referencesOn(day: string): Promise<readonly string[]> {
  const found = (await ofDay(day)).filter(({ stream }) => stream !== "settlements");
  return found.map(({ kind, reference }) => `${kind} ${reference}`).sort();
}

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

/** What is held, without what could be collected. */
export function heldMb(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

export async function idsOn(day: string): Promise<readonly string[]> {
  return (await ofDay(day)).map(({ discrepancyId }) => discrepancyId);
}
