import { present } from "@cowry/core/kernel";
import { type Engine, startEngine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { PLANTS, planted } from "../invariants/history-plants.ts";
import { proveModel } from "../invariants/model-operations.ts";
import { proveHistories } from "../invariants/prove-histories.ts";

vi.mock("../../packages/core/src/auth/argon2.ts", () => import("../invariants/cheap-argon2.ts"));

const HISTORIES = Number(process.env["COWRY_HISTORIES"] ?? "2000");
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
/** Of the random histories a few: the engine takes a second for each. */
const SIDE_BY_SIDE = Math.min(20, Math.round(HISTORIES / 500));
const RUNS = Math.min(200, Math.round(HISTORIES / 50));

let truth: Engine | undefined;
beforeAll(async () => {
  if (RUNS > 0) truth = await startEngine();
});
afterAll(() => truth?.stop());

it.skipIf(SIDE_BY_SIDE === 0)(
  `AWS's own engine answers as the table in memory, in ${SIDE_BY_SIDE} histories`,
  async () => {
    const { histories } = await proveHistories({
      histories: SIDE_BY_SIDE,
      seed: SEED,
      truth: present(truth, "it was started"),
    });
    expect(histories).toBe(SIDE_BY_SIDE);
  },
  3_600_000,
);

it.skipIf(RUNS === 0)(
  "and to whatever is asked",
  async () => {
    const answered = await proveModel(present(truth, "it was started"), RUNS, SEED);
    process.stdout.write(`${answered} random requests were answered alike, seed ${SEED}\n`);
    expect(answered).toBe(RUNS * 40);
  },
  3_600_000,
);

// Not a figure of the run: whether those who look would see.
it.skipIf(RUNS === 0).each(PLANTS)("a history within 300 shows that $why, where it is so", async (plant) => {
  const proof = proveHistories({ histories: 300, seed: SEED, between: (carry) => planted(plant, carry) });
  await expect(proof).rejects.toThrow(/^history \d+: /);
});
