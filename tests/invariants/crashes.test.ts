import { afterAll, beforeAll, expect, it } from "vitest";
import { InProcessGrants } from "../kit/in-process-grants.ts";
import { FLOWS } from "./crash-flows.ts";
import { anywhere, nameOf, notComeTo, sampleOf, sizeOf, Theatre, type Told } from "./crash-matrix.ts";
import { nights } from "./crash-nights.ts";

const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
/** Of each flow, so many of the provider's outcomes, and in each so many places. */
const [OUTCOMES, PLACES] = [2, 1];
/** A night is long: so many of all its places, in any outcome. */
const NIGHTS = 1;

let theatre: Theatre;
beforeAll(async () => {
  theatre = new Theatre(SEED, await InProcessGrants.load());
}, 600_000);
afterAll(() => theatre.close());

function expectRight(told: readonly Told[]): void {
  process.stdout.write(`crashes, a sample: ${sizeOf(told)}\n`);
  expect(
    told.filter(({ violations }) => violations.length > 0).map(({ cell, violations }) => [nameOf(cell), violations]),
  ).toEqual([]);
  expect(told.some(({ crashed }) => crashed)).toBe(true);
}

it(`stopped at any await, with any answer of the provider's, no kobo is made or lost (COWRY_SEED=${SEED})`, async () => {
  const told = await sampleOf(theatre, FLOWS, { seed: SEED, outcomes: OUTCOMES, places: PLACES });
  expectRight(told);
  expect(notComeTo(told)).toEqual([]);
});

it(`a night's reconciliation that is stopped tells the same as one that is not, each once (COWRY_SEED=${SEED})`, async () => {
  expectRight(await anywhere(theatre, nights(), { seed: SEED, places: NIGHTS }));
});
