import { afterAll, beforeAll, expect, it } from "vitest";
import { InProcessGrants } from "../kit/in-process-grants.ts";
import { wordOf } from "../kit/unused-grants.ts";
import type { Cloud } from "./crash-cloud.ts";
import { type Flow } from "./crash-flows.ts";
import { Theatre } from "./crash-matrix.ts";
import type { Outcome } from "./crash-outcomes.ts";
import { MONEY } from "./granted-money.ts";
import { NIGHTS, nights, PAYOUTS, TROUBLED } from "./granted-payouts.ts";
import { peoplesStories } from "./granted-people.ts";
import type { Story } from "./granted-stage.ts";
import { WALLETS } from "./granted-wallets.ts";

/**
 * Each door comes to do what it was granted, by plan: what a test over HTTP does by chance or not at all is done here, by
 * the function as it is deployed, on a table in memory. Every request is judged by the door's own role.
 */
const SEED = 20261121;
const CALM = { name: "as it should be", faults: () => [] };

let grants: InProcessGrants;
let theatre: Theatre;
beforeAll(async () => {
  grants = await InProcessGrants.load();
  theatre = new Theatre(SEED, grants);
}, 600_000);
afterAll(() => theatre.close());

/** What is told once: its own judge has the word where it has one. */
interface Telling {
  readonly flow: Flow;
  readonly outcome: Outcome;
}

function tellingOf({ name, tell }: Story): Telling {
  const flow: Flow = {
    ...{ name, outcomes: [CALM], patienceMs: 0, rail: { order: undefined, ask: "verify", event: "charge.success" } },
    prepare: (cloud) =>
      Promise.resolve(async () => {
        await tell(cloud);
      }),
    judge: ({ faults }: Cloud) => Promise.resolve({ ending: "conclusive", violations: faults }),
  };
  return { flow, outcome: CALM };
}

/** `door word`, with how often it was used: of a word that stands for several grants, the least. */
function usesOf(shows: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    shows.flatMap((line) => {
      const [door = "", ...words] = line.split(" ");
      const used = grants.usedBy(door);
      return words.map((word): [string, number] => {
        const counts = used.filter(({ action, resource }) => wordOf(action, resource) === word).map((one) => one.used);
        return [`${door} ${word}`, Math.min(...counts)];
      });
    }),
  );
}

/** All that it shows was used in this telling, and nothing was asked that is not granted. */
async function told({ shows }: Pick<Story, "shows">, telling: Telling): Promise<void> {
  const before = usesOf(shows);
  const { violations, runs } = await theatre.tell({ ...telling, at: undefined });
  expect(violations).toEqual([]);
  const unused = [...usesOf(shows)].filter(([grant, times]) => times <= (before.get(grant) ?? Infinity));
  const did = runs.map(({ door, touched }) => `${door}: ${touched.join()}`);
  expect(unused, did.join("\n")).toEqual([]);
}

const STORIES = [...peoplesStories(new Map()), ...WALLETS, ...MONEY, ...PAYOUTS];
it.each(STORIES.map(({ name }, nth) => [name, nth] as const))("%s", async (_, nth) => {
  const story = [...peoplesStories(theatre.rings), ...WALLETS, ...MONEY, ...PAYOUTS][nth];
  if (story !== undefined) await told(story, tellingOf(story));
});

it(NIGHTS.name, () => told(NIGHTS, { flow: nights(), outcome: TROUBLED }));
