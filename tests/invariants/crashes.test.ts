import { afterAll, beforeAll, expect, it } from "vitest";
import { FLOWS } from "./crash-flows.ts";
import { nameOf, sampleOf, sizeOf, Theatre } from "./crash-matrix.ts";

const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
/** Of each flow, so many of the provider's outcomes, and in each so many places. */
const [OUTCOMES, PLACES] = [3, 2];

let theatre: Theatre;
beforeAll(() => {
  theatre = new Theatre(SEED);
});
afterAll(() => theatre.close());

it(`stopped at any await, with any answer of the provider's, no kobo is made or lost (COWRY_SEED=${SEED})`, async () => {
  const told = await sampleOf(theatre, FLOWS, { seed: SEED, outcomes: OUTCOMES, places: PLACES });
  process.stdout.write(`crashes, a sample: ${sizeOf(told)}\n`);
  expect(
    told.filter(({ violations }) => violations.length > 0).map(({ cell, violations }) => [nameOf(cell), violations]),
  ).toEqual([]);
  expect(told.filter(({ cell, crashed }) => cell.at !== undefined && crashed).length).toBeGreaterThan(
    FLOWS.length * OUTCOMES * PLACES * 0.9,
  );
});
