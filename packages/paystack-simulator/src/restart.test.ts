import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MovableClock } from "./movable-clock.testkit.ts";
import { startMerchant } from "./merchant.testkit.ts";
import type { Merchant } from "./merchant.testkit.ts";

const HOUR = 3_600_000;
const REFERENCE = "payout-0000000000001";

let dataDir: string;
let clock: MovableClock;
let shop: Merchant;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "paystack-simulator-"));
  clock = new MovableClock();
  shop = await startMerchant({ dataDir }, clock);
});
afterEach(async () => {
  await shop.stop();
  rmSync(dataDir, { recursive: true });
});

/** What a killed process leaves behind is the journal as it was: stopping writes nothing more. */
async function restart(): Promise<void> {
  const before = readFileSync(join(dataDir, "paystack-simulator.jsonl"));
  await shop.stop();
  expect(readFileSync(join(dataDir, "paystack-simulator.jsonl"))).toEqual(before);
  shop = await startMerchant({ dataDir }, clock);
}

describe("a restart", () => {
  it("remembers all that was answered: charges, recipients, transfers, books, faults, codes", async () => {
    await shop.paid("r-1");
    const recipient = await shop.recipient();
    await shop.post("/transfer", { source: "balance", amount: 100_000, recipient, reference: REFERENCE });
    await shop.post("/_sim/faults", { do: "refuse", times: 5, on: { reference: "nobody" } });
    const look = async () => [
      await shop.get("/transaction/verify/r-1"),
      await shop.get(`/transfer/verify/${REFERENCE}`),
      await shop.get("/balance/ledger"),
      await shop.get("/_sim/ledger"),
      await shop.get("/_sim/faults"),
      await shop.recipient(),
    ];
    const before = await look();

    await restart();

    expect(await look()).toEqual(before);
    expect(
      (await shop.post("/transaction/initialize", { email: "a@b.co", amount: 5_000, reference: "r-1" })).status,
    ).toBe(400);
  });

  it("goes on with a transfer that was under way, once", async () => {
    await shop.post("/_sim/deposit", { amount: 1_000_000 });
    const recipient = await shop.recipient("9990000002");
    await shop.post("/transfer", { source: "balance", amount: 100_000, recipient, reference: REFERENCE });
    await restart();
    await clock.advance(2_000);
    await shop.simulator.idle();
    expect(shop.events()).toEqual([`transfer.success ${REFERENCE}`]);

    await restart();
    await clock.advance(HOUR);
    await shop.simulator.idle();

    expect(shop.events()).toEqual([`transfer.reversed ${REFERENCE}`]);
    expect(await shop.balance()).toBe(1_000_000);
  });

  it("goes on with a webhook's retries", async () => {
    shop.receiver.answer = 500;
    await shop.paid("r-1");
    await restart();
    expect(shop.events()).toEqual([]);
    await clock.advance(HOUR);

    expect(shop.events()).toEqual(["charge.success r-1"]);
  });

  it("sends at once what fell due while it was away", async () => {
    shop.receiver.answer = 500;
    await shop.paid("r-1");
    await shop.stop();
    await clock.advance(2 * HOUR);
    shop = await startMerchant({ dataDir }, clock);
    await shop.simulator.idle();

    expect(shop.events()).toEqual(["charge.success r-1"]);
  });

  it("forgets the line that a kill tore in two, and keeps what comes after", async () => {
    await shop.paid("r-1");
    appendFileSync(join(dataDir, "paystack-simulator.jsonl"), '[["transactions",{"reference":"torn');
    await shop.stop();
    shop = await startMerchant({ dataDir }, clock);
    await shop.paid("r-2");
    await restart();

    expect((await shop.get("/transaction/verify/r-1")).status).toBe(200);
    expect((await shop.get("/transaction/verify/r-2")).status).toBe(200);
    expect((await shop.get("/_sim/ledger")).body).toMatchObject({ balance: 965_000, sum: 0 });
  });
});

describe("the seed", () => {
  it("gives the same ids and codes to the same story", async () => {
    const tell = async (seed: string) => {
      const one = await startMerchant({ seed });
      await one.paid("r-1");
      const story = [await one.get("/transaction/verify/r-1"), await one.recipient(), one.receiver.received];
      await one.stop();
      return JSON.stringify(story);
    };

    expect(await tell("a")).toBe(await tell("a"));
    expect(await tell("b")).not.toBe(await tell("a"));
  });
});
