import { spawn } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { reach } from "../../scripts/cli/cloud.ts";
import { Town } from "../../scripts/cli/town-life.ts";
import type { Deed, Story } from "../../scripts/cli/town.ts";
import { cloud } from "../kit/cloud.ts";
import { freshPhone } from "../kit/people.ts";

const MAIN = path.resolve(import.meta.dirname, "../../scripts/cli/main.ts");

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function cowry(args: readonly string[], port: string): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, COWRY_PORT: port } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

describe("cowry", () => {
  it("ends with 0, 1 and 2, prints JSON for programs, and no colour into a pipe", async () => {
    const { port } = new URL(cloud().origin);
    const [told, gone, wrong] = await Promise.all([
      cowry(["status", "--json"], port),
      cowry(["status"], "1"),
      cowry(["statsu"], port),
    ]);
    expect(told).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(told.out)).toMatchObject({ api: cloud().origin, paystack: cloud().paystack });
    expect(gone).toMatchObject({ code: 1, out: "" });
    expect(wrong).toMatchObject({ code: 2, out: "", err: "cowry: there is no command statsu\nDid you mean status?\n" });
  });

  it("lives a day of a town over HTTP, decisions of staff included", async () => {
    const ended = new AbortController().signal;
    const resident = (firstName: string, trade: "trader" | "driver") =>
      ({ firstName, lastName: "Eze", phone: freshPhone(), joins: 0, trade, role: "rider" }) as const;
    const deeds: readonly Deed[] = [
      { do: "join", who: 0 },
      { do: "join", who: 1 },
      { do: "role", who: 0, role: "merchant" },
      { do: "topup", who: 0, amount: 900_000, card: "success" },
      { do: "transfer", who: 0, to: 1, amount: 100_000, note: "Yams" },
      { do: "ride", who: 0, to: 1, held: 200_000, fare: 150_000 },
      { do: "payout", who: 0, amount: 100_000, account: "0123456789" },
      { do: "deposit", who: 1, amount: 50_000 },
      { do: "freeze", who: 0, reason: "The owner reports a stolen phone" },
    ];
    const story: Story = { people: [resident("Amina", "trader"), resident("Joseph", "driver")], days: [deeds] };
    const town = new Town(await reach(Number(new URL(cloud().origin).port)), story, ended);
    await town.hire(freshPhone(), ended);
    for (const deed of deeds) await town.live(deed);
    const [amina, joseph] = await Promise.all(town.people.map((person) => person.balance()));
    // The payout may be under way: its amount and fee are in the balance until it has arrived.
    expect([650_000, 549_000]).toContain(amina);
    expect(joseph).toBe(300_000);
  });
});
