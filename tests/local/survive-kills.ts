import { setTimeout as sleep } from "node:timers/promises";
import { proveBooks } from "@cowry/local/books/index";
import { seeded } from "../invariants/seeded.ts";
import { local, onCloud } from "../kit/cloud.ts";
import { settled } from "../kit/people.ts";
import { Crowd } from "./crowd.ts";
import { KilledCloud, type Running } from "./killed-cloud.ts";

/**
 * A local cloud under load that is killed (SIGKILL, at moments that the seed says) and started again on the same files,
 * over and over. What this proves is that nothing acknowledged is lost when processes die: ours at any await, and the
 * engine's with it. It proves nothing about a machine that loses its power: the engine's files are then in the hands of
 * the disk, which in AWS is DynamoDB's own affair.
 */

/** What is killed: all of it, its engine alone, or one of its functions, before or behind a write. */
export const VICTIMS = ["cloud", "engine", "function"] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Survived {
  readonly problems: readonly string[];
  readonly kills: Readonly<Record<Victim, number>>;
  readonly acknowledged: number;
  /** Orders whose answer was lost. */
  readonly lost: Crowd["lost"];
  /** Median of what a start took. */
  readonly startMs: number;
}

/** From when everybody began to order until the kill. */
const LOAD_MS = { least: 150, most: 1_500 } as const;
/** Of ten kills: the cloud seven times, its engine twice, a function once. */
const OF_TEN: readonly Victim[] = [...Array<Victim>(7).fill("cloud"), "engine", "engine", "function"];
const SAID_EVERY = 5;
/** However busy the machine is. */
const WRITTEN_WITHIN_MS = 60_000;

export async function surviveKills(kills: number, seed: number, say: (line: string) => void): Promise<Survived> {
  const draw = seeded(seed);
  const killed = new KilledCloud();
  const crowd = new Crowd(draw);
  const counts = { cloud: 0, engine: 0, function: 0 };
  const problems: string[] = [];
  try {
    let running = await killed.start();
    await onCloud(running, () => crowd.arrive());
    for (let nth = 1; nth <= kills; nth++) {
      const victim = OF_TEN[draw(OF_TEN.length)] ?? "cloud";
      const at = await killAmidLoad(running, { killed, crowd, victim, draw });
      running = at;
      counts[victim] += 1;
      const found = await onCloud(at, async () => [...(await crowd.look()), ...(await judge(at))]);
      for (const problem of found) {
        problems.push(`after kill ${nth} (${victim}): ${problem}`);
        say(problems.at(-1) ?? "");
      }
      if (nth % SAID_EVERY === 0)
        say(`${nth} kills, ${crowd.answered.length} acknowledged, ${problems.length} problems`);
    }
    const last = running;
    problems.push(...(await onCloud(last, () => end(last, crowd))));
    await killed.end(last, "SIGTERM");
    problems.push(...killed.leftRunning().map((command) => `still running: ${command}`));
    const startMs = Math.round(killed.startsMs.toSorted((a, b) => a - b)[killed.startsMs.length >> 1] ?? 0);
    return { problems, kills: counts, acknowledged: crowd.answered.length, lost: crowd.lost, startMs };
  } finally {
    await killed.forget();
  }
}

interface Kill {
  readonly killed: KilledCloud;
  readonly crowd: Crowd;
  readonly victim: Victim;
  readonly draw: (below: number) => number;
}

/** Gives the cloud that is there afterwards. */
async function killAmidLoad(running: Running, { killed, crowd, victim, draw }: Kill): Promise<Running> {
  const load = onCloud(running, () => crowd.order(victim === "function" ? "function" : "cloud"));
  load.catch(() => undefined);
  await Promise.race([sleep(LOAD_MS.least + draw(LOAD_MS.most - LOAD_MS.least)), load]);
  if (victim === "cloud") await killed.end(running, "SIGKILL");
  else if (victim === "engine") await killed.endEngine(running);
  else await onCloud(running, () => killFunction(draw, load, crowd));
  crowd.stop();
  await load;
  return victim === "function" ? running : killed.start();
}

/** The next that writes, or the one behind it: before what it wrote is there, or behind it. Until it is dead. */
async function killFunction(draw: Kill["draw"], load: Promise<void>, crowd: Crowd): Promise<void> {
  const fault = draw(2) === 0 ? "killBeforeCommit" : "killAfterCommit";
  await local.faults({ next: [{ fault, skip: draw(4) }] });
  const endsAt = performance.now() + WRITTEN_WITHIN_MS;
  while (performance.now() < endsAt) {
    const { injected } = (await local.get("/faults")).body as { injected: Readonly<Record<string, number>> };
    if (injected[fault] === 1) return local.faults({});
    // A load that has failed says why.
    await Promise.race([sleep(50), load]);
  }
  throw new Error(`no function wrote for a minute; what was ordered: ${JSON.stringify([...crowd.outcomes])}`);
}

/**
 * The books, by the separate auditor, once what was under way when it was killed has come to an end or waits. What is
 * wrong stays wrong: the clock goes on, and what comes due while they are read is seen by half, once.
 */
async function judge(running: Running): Promise<readonly string[]> {
  const look = async () => {
    await settled();
    return (await proveBooks({ origin: running.origin, withProvider: false })).problems;
  };
  return (await look()).length === 0 ? [] : look();
}

const SWEEPS = ["payouts/sweep-payouts", "topups/sweep-topups"];

/** Hours later everything that was begun has ended, and the provider's books are ours. */
async function end(running: Running, crowd: Crowd): Promise<readonly string[]> {
  for (let hours = 0; hours < 30; hours += 3) await local.advance("PT3H", SWEEPS);
  const unfinished = await crowd.unfinished();
  const { problems } = await proveBooks({ origin: running.origin });
  return [...unfinished, ...problems];
}
