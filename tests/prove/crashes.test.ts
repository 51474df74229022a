import { afterAll, beforeAll, expect, it } from "vitest";
import { InProcessGrants } from "../kit/in-process-grants.ts";
import { type Flow, FLOWS } from "../invariants/crash-flows.ts";
import { cellsOf, nameOf, notComeTo, sizeOf, Theatre, type Told } from "../invariants/crash-matrix.ts";
import { nights } from "../invariants/crash-nights.ts";

/** The whole matrix: each flow, stopped before, at and behind every await, with everything that the provider may do. */
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");

let theatre: Theatre;
const all: Told[] = [];
beforeAll(async () => {
  theatre = new Theatre(SEED, await InProcessGrants.load());
}, 600_000);
afterAll(() => {
  theatre.close();
  process.stdout.write(`crash matrix of ${FLOWS.length} flows, and of the nights: ${sizeOf(all)}\n`);
});

async function whole(flow: Flow): Promise<void> {
  const told: Told[] = [];
  for (const outcome of flow.outcomes) {
    const cells: Told[] = [];
    for await (const one of cellsOf(theatre, flow, outcome)) cells.push(one);
    process.stdout.write(`${flow.name}, ${outcome.name}: ${sizeOf(cells)}\n`);
    told.push(...cells);
  }
  all.push(...told);
  process.stdout.write(`${flow.name}: ${sizeOf(told)}\n`);
  const wrong = told.filter(({ violations }) => violations.length > 0);
  expect(wrong.map(({ cell, violations }) => [nameOf(cell), ...violations])).toEqual([]);
  expect(notComeTo(told)).toEqual([]);
}

it.each(FLOWS.map((flow) => [flow.name, flow] as const))(
  `%s, stopped at any await, makes and loses no kobo (COWRY_SEED=${SEED})`,
  async (_, flow) => {
    expect(flow.outcomes.length).toBeGreaterThanOrEqual(12);
    await whole(flow);
  },
  3_600_000,
);

it(`a night's reconciliation, stopped at any await, tells what it tells undisturbed, each once (COWRY_SEED=${SEED})`, async () => {
  await whole(nights());
}, 3_600_000);
