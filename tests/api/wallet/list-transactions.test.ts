import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";

type Item = Readonly<Record<string, unknown>>;

async function pages(of: Person, query: string): Promise<Item[][]> {
  const found: Item[][] = [];
  let cursor: unknown = "";
  do {
    const path = `/wallet/transactions?${query}${cursor === "" ? "" : `&cursor=${String(cursor)}`}`;
    const answer = await of.get(path);
    expectStatus(answer, 200);
    found.push([...(answer.body.items ?? [])]);
    cursor = answer.body["next_cursor"];
  } while (typeof cursor === "string");
  return found;
}

describe("GET /wallet/transactions", () => {
  it("merges transfers, top-ups and payouts, newest first, in full pages, each once", async () => {
    const { amina, joseph } = await people({ amina: { balance: 500_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    for (let amount = 1; amount <= 5; amount++) {
      const order = { to_user: joseph.userId, amount, currency: "NGN", confirmation };
      expectStatus(await amina.post("/wallet/transfer", order), 201);
      if (amount === 3) {
        await amina.topUp(10_000);
        const initiated = await amina.post("/wallet/topup/initiate", {
          amount: 20_000,
          currency: "NGN",
          payment_method: "card",
        });
        expectStatus(initiated, 201);
      }
    }
    const all = (await pages(amina, "limit=100")).flat();
    expect(all.map(({ amount, status }) => `${String(amount)} ${String(status)}`)).toEqual([
      "5 completed",
      "4 completed",
      "20000 pending",
      "10000 completed",
      "3 completed",
      "2 completed",
      "1 completed",
      "500000 completed",
    ]);
    const threes = await pages(amina, "limit=3");
    expect(threes.map((page) => page.length)).toEqual([3, 3, 2]);
    expect(threes.flat()).toEqual(all);
    const alias = await amina.get("/transactions?limit=100");
    expect(alias.body.items).toEqual(all);

    const only = async (query: string) => (await pages(amina, query)).flat().map(({ amount }) => amount);
    expect(await only("kind=topup")).toEqual([20_000, 10_000, 500_000]);
    expect(await only("kind=transfer&limit=2")).toEqual([5, 4, 3, 2, 1]);
    expect(await only("type=credit")).toEqual([20_000, 10_000, 500_000]);
    expect(await only("type=debit&status=completed")).toEqual([5, 4, 3, 2, 1]);
    expect(await only("status=pending")).toEqual([20_000]);
    expect(await only("kind=payout")).toEqual([]);
    const second = String(all[1]?.["created_at"]);
    expect(await only(`from=${second}`)).toEqual([5, 4]);
    expect(await only(`to=${second}&type=debit`)).toEqual([3, 2, 1]);
    expect(await only(`from=2030-01-01T00:00:00Z&to=2020-01-01T00:00:00Z`)).toEqual([]);
  });

  it("shows each side its own, and a stranger nothing", async () => {
    const { amina, joseph, eve } = await people({ amina: { balance: 50_000 }, joseph: {}, eve: {} });
    const order = { to_user: joseph.userId, amount: 10, currency: "NGN", pin: amina.pin };
    const sent = await amina.post("/wallet/transfer", order);
    expectStatus(sent, 201);
    expect(await pages(joseph, "limit=5")).toMatchObject([[{ type: "credit", amount: 10 }]]);
    expect(await pages(eve, "limit=5")).toEqual([[]]);
    const id = String(sent.body["transaction_id"]);
    const foreign = await eve.get(`/wallet/transactions/${id}`);
    expect([foreign.status, foreign.body["code"]]).toEqual([404, "transaction_not_found"]);
  });

  it("takes no cursor that it did not make for this list", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: { balance: 50_000 } });
    await amina.topUp(10_000);
    const { body } = await amina.get("/wallet/transactions?limit=1");
    const cursor = String(body["next_cursor"]);
    const status = async (of: Person, query: string) => {
      const answer = await of.get(`/wallet/transactions?${query}`);
      return [answer.status, answer.body["code"]];
    };
    expect(await status(amina, `limit=1&cursor=${cursor}`)).toEqual([200, undefined]);
    expect(await status(joseph, `limit=1&cursor=${cursor}`)).toEqual([400, "invalid_cursor"]);
    expect(await status(amina, `limit=1&type=credit&cursor=${cursor}`)).toEqual([400, "invalid_cursor"]);
    expect(await status(amina, `cursor=${cursor.slice(0, -3)}AAA`)).toEqual([400, "invalid_cursor"]);
    expect(await status(amina, "cursor=x")).toEqual([400, "invalid_cursor"]);
  });

  it("refuses parameters that cannot be, naming them", async () => {
    const { amina } = await people({ amina: {} });
    const wrong = ["limit=0", "limit=101", "type=both", "from=yesterday", "to=2026-02-31T00:00:00Z", "colour=red"];
    for (const query of wrong) {
      const answer = await amina.get(`/wallet/transactions?${query}`);
      expect([answer.status, answer.body["code"], query]).toEqual([400, "invalid_request", query]);
      expect(answer.body["errors"]).toMatchObject([{ path: `query.${query.split("=")[0] ?? ""}` }]);
    }
  });
});

describe("GET /wallet/balance", () => {
  it("says what may be spent, what is promised, and when that was", async () => {
    const { amina } = await people({ amina: { balance: 50_000 } });
    const answer = await amina.get("/wallet/balance?currency=NGN");
    const { now } = (await local.get("/clock")).body as { now: string };
    expect(answer.body).toEqual({
      balance: 50_000,
      available: 50_000,
      reserved: 0,
      currency: "NGN",
      account_number: amina.phone.slice(-10),
      as_of: expect.stringMatching(/Z$/) as unknown,
    });
    expect(Math.abs(Date.parse(String(answer.body["as_of"])) - Date.parse(now))).toBeLessThan(60_000);
  });
});
