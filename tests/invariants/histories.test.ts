import { expect, it } from "vitest";
import { proveHistories } from "./prove-histories.ts";

const HISTORIES = 100;
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");

const name = `hold every invariant after every step, in trouble (COWRY_SEED=${SEED})`;

it(`${HISTORIES} random histories ${name}`, async () => {
  const { steps, done, injected, neverDone } = await proveHistories(HISTORIES, SEED);
  process.stdout.write(
    `histories ${HISTORIES}, steps ${steps}, not refused ${done}, injected ${JSON.stringify(injected)}\n`,
  );
  expect(steps).toBeGreaterThanOrEqual(HISTORIES * 30);
  // A proof of refusals would be none.
  expect(done).toBeGreaterThan(steps / 3);
  expect(neverDone).toEqual([]);
  for (const count of Object.values(injected)) expect(count).toBeGreaterThan(HISTORIES / 10);
}, 600_000);

it("the table in memory answers as AWS's own engine does, request for request", async () => {
  const { steps } = await proveHistories(2, SEED + 1, "both");
  expect(steps).toBeGreaterThanOrEqual(60);
}, 300_000);
