import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createClient, isProblem, isProblemOf, OutcomeUnknown, Problem, UnexpectedAnswer } from "./index.ts";
import { api, problem, thrown } from "./server.testkit.ts";

const ORDER = { to_phone: "+2348031234567", amount: 5_000, pin: "4826" } as const;
const TRANSFER = "/api/v1/wallet/transfer";
const ID = "0192d7a0-0000-7000-8000-000000000000";

describe("a call", () => {
  it("puts path, query, body and headers where the API looks for them", async () => {
    const bank = await api({ status: 200, body: {} });
    const client = bank.client({ deviceId: "phone-1", headers: { "x-more": "1" }, baseUrl: `${bank.baseUrl}/` });
    await client.get("/api/v1/wallet/transactions/{id}", { path: { id: "a/b c" }, requestId: "mine" });
    await client.get("/api/v1/wallet/transactions", { query: { limit: 5, type: "credit" } });
    await client.post(TRANSFER, { body: ORDER });
    const [one, page, sent] = bank.received;
    expect([one?.route, page?.query.toString(), sent?.body]).toEqual([
      "GET /api/v1/wallet/transactions/a%2Fb%20c",
      "limit=5&type=credit",
      ORDER,
    ]);
    expect(one?.headers).toMatchObject({ "x-request-id": "mine", "x-device-id": "phone-1", "x-more": "1" });
    expect(one?.headers["user-agent"]).toMatch(/^cowry-client\/\d/);
    expect(one?.headers["content-type"]).toBeUndefined();
    expect(sent?.headers).toMatchObject({ "content-type": "application/json" });
    expect(sent?.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("never goes to another path than its own", async () => {
    const bank = await api({ status: 204 });
    const path = "/api/v1/wallet/cards/{id}";
    for (const id of ["", ".", ".."]) {
      expect(await thrown(bank.client().delete(path, { path: { id } }))).toBeInstanceOf(TypeError);
    }
    expect(bank.received).toEqual([]);
  });

  it("refuses by itself what no header can hold: it would look as if the network had failed", async () => {
    const bank = await api({ status: 201, body: {} });
    const calls = [
      bank.client().post(TRANSFER, { body: ORDER, idempotencyKey: "schlüssel" }),
      bank.client().post(TRANSFER, { body: ORDER, idempotencyKey: "" }),
      bank.client({ deviceId: "télefon" }).post(TRANSFER, { body: ORDER }),
    ];
    for (const call of calls) expect(await thrown(call)).toBeInstanceOf(TypeError);
    expect(bank.received).toEqual([]);
  });

  it("gives status, body, request id and whether it is an answer of before", async () => {
    const bank = await api(
      { status: 202, body: { status: "held" }, headers: { "idempotency-replayed": "true" } },
      { status: 204 },
      { status: 200, body: new Uint8Array([37, 80, 68, 70]), type: "application/pdf" },
    );
    const client = bank.client();
    const held = await client.post(TRANSFER, { body: ORDER, requestId: "r-9" });
    expect(held).toEqual({ status: 202, body: { status: "held" }, requestId: "r-9", replayed: true });
    const gone = await client.delete("/api/v1/wallet/cards/{id}", { path: { id: ID } });
    expect([gone.status, gone.body, gone.replayed]).toEqual([204, undefined, false]);
    const query = { from: "2026-11-01T00:00:00Z", format: "pdf" } as const;
    const { body } = await client.get("/api/v1/wallet/statement", { query });
    expect(body).toEqual(new Uint8Array([37, 80, 68, 70]));
  });

  it("wants an address, and chance where the platform has none", () => {
    expect(() => createClient({ baseUrl: "api.example.com" })).toThrow("baseUrl");
  });
});

describe("a refusal", () => {
  it("is thrown with its code, and the code tells its details", async () => {
    const details = { missing: 2_000, currency: "NGN" };
    const bank = await api(problem(422, "insufficient_funds", { details }));
    const error = await thrown(bank.client().post(TRANSFER, { body: ORDER }));
    if (!isProblem(error, "insufficient_funds", "limit_exceeded")) throw error;
    expect(error.code === "insufficient_funds" && error.details.missing).toBe(2_000);
    expect(error).toMatchObject({ status: 422, detail: "No.", requestId: "r-1", route: `POST ${TRANSFER}` });
    expect(isProblem(error)).toBe(true);
    expect(isProblem(error, "pin_incorrect")).toBe(false);
    expect([isProblemOf(error, `POST ${TRANSFER}`), isProblemOf(error, "GET /api/v1/wallet/balance")]).toEqual([
      true,
      false,
    ]);
    expect(bank.received).toHaveLength(1);
  });

  it("names the fields that are wrong, and the seconds to wait", async () => {
    const errors = [{ path: "amount", message: "must be at least 1" }];
    const bank = await api(
      problem(400, "invalid_request", { errors }),
      problem(423, "pin_locked", { details: {}, retryAfter: 900 }),
    );
    const client = bank.client();
    expect(await thrown(client.post(TRANSFER, { body: ORDER }))).toMatchObject({
      errors,
      retryAfterSeconds: undefined,
    });
    expect(await thrown(client.post(TRANSFER, { body: ORDER }))).toMatchObject({ errors: [], retryAfterSeconds: 900 });
  });

  it("is told from what a gateway, a proxy or a captive network says", async () => {
    const page = { status: 200, body: new Uint8Array(Buffer.from("<h1>Pay for Wi-Fi</h1>")), type: "text/html" };
    const strange = [page, { status: 413, body: { message: "too large" } }, { status: 403, body: { code: 5 } }];
    for (const answer of strange) {
      const bank = await api(answer);
      const read = await thrown(bank.client().get("/api/v1/wallet/balance"));
      expect(read).toBeInstanceOf(UnexpectedAnswer);
      expect(read).toMatchObject({ status: answer.status });
      const written = await thrown(bank.client().post(TRANSFER, { body: ORDER }));
      const filed = bank.client().get("/api/v1/wallet/statement", { query: { from: "2026-11-01T00:00:00Z" } });
      expect(await thrown(filed)).toBeInstanceOf(UnexpectedAnswer);
      // Before any door: nothing can have happened.
      expect(written).toBeInstanceOf(answer.status === 413 ? UnexpectedAnswer : OutcomeUnknown);
    }
  });

  it("says nothing of what was sent, however it is looked at", async () => {
    const bank = await api(problem(422, "pin_incorrect"), "reset");
    const client = bank.client({ attempts: 2 });
    const refused = await thrown(client.post(TRANSFER, { body: ORDER }));
    const unknown = await thrown(client.post(TRANSFER, { body: ORDER }));
    expect([refused, unknown].map((error) => (error as Error).name)).toEqual([Problem.name, OutcomeUnknown.name]);
    const told = inspect([refused, unknown, client], { depth: null, showHidden: true });
    for (const secret of [ORDER.pin, ORDER.to_phone]) expect(told).not.toContain(secret);
  });
});
