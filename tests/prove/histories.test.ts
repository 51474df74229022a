import { expect, it } from "vitest";
import { proveHistories } from "../invariants/prove-histories.ts";

const HISTORIES = Number(process.env["COWRY_HISTORIES"] ?? "2000");
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
/** Each part begins anew, so that what breaks late is found again soon. */
const PART = 100;

const name = `hold every invariant after every step (COWRY_SEED=${SEED})`;

it(
  `${HISTORIES} random histories ${name}`,
  async () => {
    let steps = 0;
    for (let from = 0; from < HISTORIES; from += PART) {
      const proof = await proveHistories(Math.min(PART, HISTORIES - from), SEED + from);
      steps += proof.steps;
      process.stdout.write(`${from + proof.histories} histories, ${steps} steps, seed ${SEED + from}\n`);
    }
    expect(steps).toBeGreaterThanOrEqual(HISTORIES * 30);
  },
  6 * 3_600_000,
);

it("some of them against AWS's own engine, request for request", async () => {
  const histories = Math.max(1, Math.round(HISTORIES / 100));
  expect((await proveHistories(histories, SEED + 1, "both")).histories).toBe(histories);
}, 3_600_000);
