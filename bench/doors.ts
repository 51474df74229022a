import { local, onCloud, send } from "../tests/kit/cloud.ts";
import { expectStatus, Person, settled } from "../tests/kit/people.ts";
import type { OnCloud } from "./cloud.ts";
import { figureOf, ratios, show, table } from "./figures.ts";

const ROUNDS = 15;

/** A person may order so many pages, and ask for so many codes. */
const roundsOf = (name: string): number => (/^(top-up|sign-in)/.test(name) ? 5 : ROUNDS);

type Door = readonly [name: string, act: (n: number) => Promise<unknown>];

async function msOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** What people wait for, as an app asks for it, by one client. */
async function doorsOf(): Promise<readonly Door[]> {
  const [amina, joseph] = [new Person("+2348036000001", "Amina"), new Person("+2348036000002", "Joseph")];
  for (const person of [amina, joseph]) await person.signUp();
  await amina.topUp(5_000_000);
  const confirmation = await amina.confirmation();
  const order = { to_user: joseph.userId, amount: 100, currency: "NGN", confirmation };
  const read = (path: string) => async () => expectStatus(await amina.get(path), 200);
  return [
    [
      "transfer, confirmation token",
      async (n) => expectStatus(await amina.post("/wallet/transfer", order, { key: `doors-${n}` }), 201),
    ],
    ["balance", read("/wallet/balance")],
    ["page of the history", read("/wallet/transactions")],
    ["top-up: ordered, paid, webhook, in the wallet", () => amina.topUp(10_000)],
    ["sign-in by code: asked for, verified", () => joseph.signIn()],
  ];
}

/** Times over HTTP, as ratios to the health door of the same cloud. */
export async function benchDoors({ quick, cloud }: OnCloud): Promise<string> {
  const health = () => send("GET", `${cloud.origin}/api/v1/health`);
  const rows = await onCloud(cloud, async () => {
    const made: string[][] = [];
    for (const [name, act] of await doorsOf()) {
      const [own, floor]: [number[], number[]] = [[], []];
      for (let round = -1; round < (quick ? 1 : roundsOf(name)); round += 1) {
        // A number may ask for a code every now and then only.
        if (name.startsWith("sign-in")) await local.advance("PT20M", []);
        await settled();
        const [a, b] = [await msOf(() => act(round)), await msOf(health)];
        if (round < 0) continue;
        own.push(a);
        floor.push(b);
      }
      made.push([name, show(ratios(own, floor), 1), figureOf(own).median.toFixed(0)]);
    }
    return made;
  });
  return table(["what", "÷ health", "ms here"], rows);
}
