import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { OutcomeUnknown, Problem, SignedOut, UnexpectedAnswer, Unreachable } from "./index.ts";
import { api, type Behaviour, problem, thrown, tokens } from "./server.testkit.ts";

const TRANSFER = "/api/v1/wallet/transfer";
const ORDER = { to_phone: "+2348031234567", amount: 5_000, pin: "4826" } as const;
const DONE = { status: 201, body: { status: "completed" } };
const BUSY = problem(503, "unavailable", { retryAfter: 1 });
const PASSING: Readonly<Record<string, Behaviour>> = {
  "a connection that breaks": "reset",
  "an answer cut off": "half",
  "a 503 of the API": BUSY,
  "a 503 of the gateway": { status: 503, body: { message: "Service Unavailable" } },
  "a crashed function": { status: 500, body: { message: "Internal Server Error" } },
};

const keysOf = (received: readonly { readonly headers: Readonly<Record<string, unknown>> }[]) =>
  received.map(({ headers }) => headers["idempotency-key"]);

describe.each(Object.entries(PASSING))("after %s", (_, trouble) => {
  it("what only reads is asked again, under the same request id", async () => {
    const bank = await api(trouble, { status: 200, body: { balance: 7 } });
    const client = bank.client();
    expect((await client.get("/api/v1/wallet/balance")).body).toEqual({ balance: 7 });
    expect(bank.pauses).toHaveLength(1);
    const ids = bank.received.map(({ headers }) => headers["x-request-id"]);
    expect(ids[0]).toBe(ids[1]);
  });

  it("an order is sent again with the same key and body", async () => {
    const bank = await api(trouble, DONE);
    const { status } = await bank.client().post(TRANSFER, { body: ORDER });
    expect(status).toBe(201);
    const [first, second] = keysOf(bank.received);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
    expect(bank.received[1]?.body).toEqual(ORDER);
  });

  it("what has no key is never sent twice: it may have happened", async () => {
    const bank = await api(trouble, { status: 204 });
    const call = bank.client().post("/api/v1/auth/set-transaction-pin", { body: { pin: "4826" } });
    const error = await thrown(call);
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect((error as OutcomeUnknown).idempotencyKey).toBeUndefined();
    expect(bank.received).toHaveLength(1);
  });
});

it("an answer that does not come in time is one that was lost", async () => {
  const [reading, ordering] = await Promise.all([api("silent", { status: 200, body: {} }), api("silent", DONE)]);
  const options = { timeoutMs: 150, attempts: 9 };
  const calls = [
    reading.client(options).get("/api/v1/wallet/balance"),
    ordering.client(options).post(TRANSFER, { body: ORDER }),
  ];
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 201]);
  expect([reading.received.length > 1, ordering.received.length > 1]).toEqual([true, true]);
  expect(new Set(keysOf(ordering.received)).size).toBe(1);
});

describe("the key of an order", () => {
  it("is the given one, else its reference, else new for each call", async () => {
    const bank = await api(DONE);
    const client = bank.client();
    await client.post(TRANSFER, { body: { ...ORDER, reference: "ride-1" }, idempotencyKey: "given" });
    await client.post(TRANSFER, { body: { ...ORDER, reference: "ride-1" } });
    await client.post(TRANSFER, { body: ORDER });
    await client.post(TRANSFER, { body: ORDER });
    await client.post("/api/v1/auth/check-availability", { body: { phone: ORDER.to_phone } });
    const [given, reference, third, fourth, none] = keysOf(bank.received);
    expect([given, reference, none]).toEqual(["given", "ride-1", undefined]);
    expect(third).not.toBe(fourth);
  });

  it("is in the hand of whoever does not know the outcome, to ask again", async () => {
    const bank = await api("reset");
    const client = bank.client({ attempts: 3 });
    const error = await thrown(client.post(TRANSFER, { body: ORDER, requestId: "r-7" }));
    if (!(error instanceof OutcomeUnknown)) throw error;
    expect(error).toMatchObject({ route: `POST ${TRANSFER}`, requestId: "r-7" });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(bank.received).toHaveLength(3);
    bank.answers({ ...DONE, headers: { "idempotency-replayed": "true" } });
    const { idempotencyKey } = error;
    const again = await client.post(TRANSFER, { body: ORDER, idempotencyKey });
    expect(again.replayed).toBe(true);
    expect(new Set(keysOf(bank.received)).size).toBe(1);
  });
});

describe("the pause before a repetition", () => {
  it("is what the API asks for, and grows by itself where it asks for nothing", async () => {
    const bank = await api(problem(429, "rate_limited", { retryAfter: 2 }), "reset", "reset", DONE);
    await bank.client().post(TRANSFER, { body: ORDER });
    const [asked, second = 0, third = 0] = bank.pauses;
    expect(asked).toBe(2_000);
    expect(second).toBeGreaterThanOrEqual(100);
    expect(second).toBeLessThanOrEqual(200);
    expect(third).toBeGreaterThanOrEqual(200);
    expect(third).toBeLessThanOrEqual(400);
  });

  it("is not made where it would be long: the caller hears of it at once", async () => {
    const bank = await api(problem(429, "rate_limited", { retryAfter: 240 }));
    const error = await thrown(bank.client().get("/api/v1/wallet/recipients", { query: { phone: ORDER.to_phone } }));
    expect(error).toMatchObject({ code: "rate_limited", retryAfterSeconds: 240 });
    expect([bank.pauses, bank.received.length]).toEqual([[], 1]);
  });

  it("is not made for a refusal that stays", async () => {
    for (const [status, code] of [
      [404, "recipient_not_found"],
      [409, "idempotency_key_reused"],
      [422, "limit_exceeded"],
      [423, "wallet_frozen"],
    ] as const) {
      const bank = await api(problem(status, code, { details: {} }));
      expect(await thrown(bank.client().post(TRANSFER, { body: ORDER }))).toMatchObject({ code });
      expect(bank.received).toHaveLength(1);
    }
  });
});

describe("a refusal after an answer that was lost", () => {
  afterEach(() => void vi.useRealTimers());

  it("decides at once, where every attempt said the same", async () => {
    for (const refusal of [problem(400, "invalid_request"), problem(409, "idempotency_key_reused")]) {
      const bank = await api("reset", refusal);
      expect(await thrown(bank.client().post(TRANSFER, { body: ORDER }))).toBeInstanceOf(Problem);
    }
  });

  it("decides nothing while the lost attempt may be under way, not even in a later call, and then it does", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    for (const refusal of [
      problem(422, "insufficient_funds", { details: {} }),
      problem(404, "recipient_not_found"),
      problem(422, "recipient_blocked"),
    ]) {
      const bank = await api("reset", refusal);
      const client = bank.client();
      const ask = () => thrown(client.post(TRANSFER, { body: ORDER, idempotencyKey: "rent" }));
      const first = await ask();
      expect(first).toBeInstanceOf(OutcomeUnknown);
      expect(first).toMatchObject({ idempotencyKey: "rent", finalInSeconds: 60, cause: { name: "Problem" } });
      vi.advanceTimersByTime(59_000);
      // Somebody sets the phone's clock: that ends nothing.
      vi.setSystemTime(Date.now() + 3_600_000);
      expect(await ask()).toMatchObject({ name: "OutcomeUnknown", finalInSeconds: 1 });
      // Of another order nothing was lost.
      expect(await thrown(client.post(TRANSFER, { body: ORDER, idempotencyKey: "fees" }))).toBeInstanceOf(Problem);
      vi.advanceTimersByTime(1_000);
      expect(await ask()).toBeInstanceOf(Problem);
    }
  });

  it("decides after the API's own word that it did not work: that attempt has ended", async () => {
    const bank = await api(BUSY, problem(422, "insufficient_funds", { details: {} }));
    expect(await thrown(bank.client().post(TRANSFER, { body: ORDER }))).toBeInstanceOf(Problem);
    const gateway = await api({ status: 504, body: {} }, problem(422, "insufficient_funds", { details: {} }));
    expect(await thrown(gateway.client().post(TRANSFER, { body: ORDER }))).toBeInstanceOf(OutcomeUnknown);
  });

  it("is forgotten when the attempt turns out to have been carried out", async () => {
    const bank = await api("reset", problem(422, "insufficient_funds", { details: {} }));
    const client = bank.client();
    const request = { body: ORDER, idempotencyKey: "rent" };
    expect(await thrown(client.post(TRANSFER, request))).toBeInstanceOf(OutcomeUnknown);
    bank.answers({ ...DONE, headers: { "idempotency-replayed": "true" } });
    expect((await client.post(TRANSFER, request)).replayed).toBe(true);
  });

  it("decides nothing, where it is about who asks, or how often", async () => {
    const refusals = [
      problem(403, "account_blocked"),
      problem(423, "pin_locked", { details: {} }),
      problem(429, "rate_limited", { retryAfter: 240 }),
      problem(401, "unauthenticated"),
    ];
    for (const refusal of refusals) {
      const bank = await api("reset", refusal);
      const error = await thrown(bank.client().post(TRANSFER, { body: ORDER }));
      expect(error).toBeInstanceOf(OutcomeUnknown);
      expect((error as OutcomeUnknown).cause).toBeInstanceOf(Problem);
    }
  });

  it("decides nothing either, where the session ends over it", async () => {
    const bank = await api({ status: 200, body: tokens(1) }, "reset", problem(401, "session_revoked"));
    const client = bank.client();
    await client.post("/api/v1/auth/login", { body: { phone: ORDER.to_phone, password: "739148" } });
    bank.answers("reset", problem(401, "session_revoked"), problem(401, "refresh_invalid"));
    const error = await thrown(client.post(TRANSFER, { body: ORDER }));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect((error as OutcomeUnknown).cause).toBeInstanceOf(SignedOut);
  });
});

describe("where nothing can have happened", () => {
  it("a call says so: it only read, or found nobody to talk to", async () => {
    const bank = await api("reset");
    const read = await thrown(bank.client({ attempts: 2 }).get("/api/v1/wallet/balance"));
    expect(read).toBeInstanceOf(Unreachable);
    const gateway = await api({ status: 503, body: { message: "Service Unavailable" } });
    expect(await thrown(gateway.client().get("/api/v1/wallet/balance"))).toBeInstanceOf(UnexpectedAnswer);

    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const client = bank.client({ baseUrl: `http://127.0.0.1:${port}`, attempts: 2 });
    const written = await thrown(client.post(TRANSFER, { body: ORDER }));
    expect(written).toBeInstanceOf(Unreachable);
  });
});

describe("a call that is aborted", () => {
  it("throws the reason, while nothing can have happened", async () => {
    const bank = await api("silent");
    const reason = new Error("left the page");
    const reading = new AbortController();
    bank.answers(() => {
      reading.abort(reason);
      return DONE;
    });
    const read = bank.client().get("/api/v1/wallet/balance", { signal: reading.signal });
    expect(await thrown(read)).toBe(reason);
    const before = bank.received.length;
    expect(await thrown(bank.client().post(TRANSFER, { body: ORDER, signal: reading.signal }))).toBe(reason);
    expect(bank.received).toHaveLength(before);
  });

  it("does not know its outcome, when the order was on its way", async () => {
    const control = new AbortController();
    const bank = await api(() => {
      control.abort(new Error("left the page"));
      return DONE;
    });
    const error = await thrown(bank.client().post(TRANSFER, { body: ORDER, signal: control.signal }));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(bank.received).toHaveLength(1);
  });
});
