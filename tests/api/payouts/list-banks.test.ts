import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";
import { fault } from "./payouts.testkit.ts";

describe("GET /wallet/banks", () => {
  it("lists every bank that can be paid, by name, each code once, also while the provider is away", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await amina.get("/wallet/banks");
    expectStatus(answer, 200);
    const items = answer.body.items ?? [];
    expect(items.length).toBeGreaterThan(20);
    expect(items.find(({ code }) => code === "057")).toEqual({ name: "Zenith Bank", code: "057" });
    expect(new Set(items.map(({ code }) => code)).size).toBe(items.length);

    await fault({ do: "error", on: { operation: "banks" } });
    expect((await amina.get("/wallet/banks")).body).toEqual(answer.body);
    await fault({ clear: true });
  });
});
