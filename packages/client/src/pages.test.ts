import { expect, it } from "vitest";
import { api } from "./server.testkit.ts";

const LIST = "/api/v1/wallet/transactions";
const page = (ids: readonly number[], cursor: string | null) => ({
  status: 200,
  body: { items: ids.map((id) => ({ id })), next_cursor: cursor },
});

it("a list gives every item of every page, asking for each when it is due, and again where it got lost", async () => {
  const bank = await api(page([1, 2], "c1"), "reset", page([], "c2"), page([3], null));
  const client = bank.client();
  const ids: unknown[] = [];
  for await (const { id } of client.list(LIST, { query: { limit: 2, type: "debit" } })) ids.push(id);
  expect(ids).toEqual([1, 2, 3]);
  const queries = bank.received.map(({ query }) => query.toString());
  expect(queries).toEqual(["limit=2&type=debit", ...["c1", "c1", "c2"].map((c) => `limit=2&type=debit&cursor=${c}`)]);
});

it("pages come one by one, and none is asked for that nobody wants", async () => {
  const bank = await api(page([1], "c1"), page([2], "c2"));
  for await (const { body } of bank.client().pages(LIST, { query: { cursor: "c0" } })) {
    expect(body.items).toHaveLength(1);
    if (body.next_cursor === "c2") break;
  }
  expect(bank.received.map(({ query }) => query.get("cursor"))).toEqual(["c0", "c1"]);
});
