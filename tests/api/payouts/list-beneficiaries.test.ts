import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";
import { accountOf } from "./payouts.testkit.ts";

describe("GET /wallet/beneficiaries", () => {
  it("gives each of the caller's own once, in full pages, and nobody else's", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const mine: string[] = [];
    for (let n = 0; n < 5; n += 1) mine.push(await accountOf(amina, `012300000${n}`));
    await accountOf(joseph, "0123000009");

    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? "" : `&cursor=${cursor}`;
      const page = await amina.get(`/wallet/beneficiaries?limit=2${more}`);
      expectStatus(page, 200);
      seen.push(...(page.body.items ?? []).map(({ id }) => id));
      cursor = (page.body["next_cursor"] as string | null) ?? undefined;
      expect(page.body.items).toHaveLength(cursor === undefined ? 1 : 2);
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(mine.toSorted());
  });

  it("refuses a cursor that was tampered with or made for somebody else", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    for (const person of [amina, joseph]) {
      for (let n = 0; n < 2; n += 1) await accountOf(person, `012300001${n}`);
    }
    const cursor = String((await amina.get("/wallet/beneficiaries?limit=1")).body["next_cursor"]);
    const flipped = cursor.slice(0, 8) + (cursor.charAt(8) === "A" ? "B" : "A") + cursor.slice(9);
    for (const [person, bad] of [
      [amina, flipped],
      [joseph, cursor],
      [amina, "AAAA"],
    ] as const) {
      const answer = await person.get(`/wallet/beneficiaries?limit=1&cursor=${bad}`);
      expect([answer.status, answer.body["code"]]).toEqual([400, "invalid_cursor"]);
    }
  });
});
