import { expect, it } from "vitest";
import { STEPS_MIN } from "./history.ts";
import { proveHistories } from "./prove-histories.ts";

/** The histories of `npm run prove`, in two files, so that two workers share them. */

const HISTORIES = Number(process.env["COWRY_HISTORIES"] ?? "2000");
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");
const SAID_EVERY = 500;

/** Every other one of them, from this one on. */
export function proveEveryOther(first: 0 | 1): void {
  const histories = Math.ceil((HISTORIES - first) / 2);
  const name = `${histories} random histories hold every invariant after every step, seeds ${SEED + first}, ${SEED + first + 2}…`;
  it.skipIf(histories === 0)(
    name,
    async () => {
      const began = performance.now();
      const say = (played: number, steps: number) => {
        if (played % SAID_EVERY !== 0 && played !== histories) return;
        const seconds = Math.round((performance.now() - began) / 1_000);
        process.stdout.write(`${played} histories from seed ${SEED + first}, ${steps} steps, ${seconds} s\n`);
      };
      const proof = await proveHistories({ histories, seed: SEED + first, every: 2, say });
      process.stdout.write(`${proof.done} steps were not refused; ${JSON.stringify(proof.seen)}\n`);
      expect(proof.steps).toBeGreaterThanOrEqual(histories * STEPS_MIN);
    },
    6 * 3_600_000,
  );
}
