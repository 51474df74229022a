import { defineErrors, errors as kernelErrors } from "@cowry/core/kernel";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod/mini";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { issueAccessToken, issueTempToken } from "../../core/src/auth/issue.ts";
import { httpEvent, lambdaContext, logLines, type TestStore, testStore } from "./cloud.testkit.ts";
import { coldStart } from "./config.ts";
import { isPastDeadline } from "./deadline.ts";
import { endpoint, nothing, replayed, reply } from "./endpoint.ts";

const errors = defineErrors("test", {
  too_poor: { kind: "refused", says: "Too poor.", details: z.strictObject({ missing: z.int() }) },
  frozen: { kind: "locked", says: "Frozen." },
  unlisted: { kind: "conflict", says: "Nobody declared me." },
});

const Receipt = z.strictObject({ id: z.string(), lines: z.optional(z.array(z.string())) });
const base = {
  route: "POST /test",
  summary: "Tests",
  caller: "anyone",
  body: z.strictObject({ amount: z.int() }),
  example: { body: { amount: 1 } },
  returns: { 201: Receipt },
  refuses: [errors.too_poor, errors.frozen],
  uses: {},
} as const;

let store: TestStore;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  store = await testStore();
  await coldStart({ uses: {}, secrets: ["TOKEN_PRIVATE_KEYS", "SESSION_KEYS"] })();
});
beforeEach(() => (lines = logLines()));
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  store.close();
  vi.unstubAllEnvs();
});

type Door = (
  event: ReturnType<typeof httpEvent>,
  context: ReturnType<typeof lambdaContext>,
) => Promise<APIGatewayProxyStructuredResultV2>;

async function ask(door: Door, options = {}, remainingMs?: number) {
  const {
    statusCode,
    headers = {},
    body,
  } = await door(
    httpEvent({ body: { amount: 1 }, headers: { "x-request-id": "rid-1" }, ...options }),
    lambdaContext(remainingMs),
  );
  return {
    status: statusCode,
    headers,
    text: body,
    body: body === undefined ? undefined : (JSON.parse(body) as object),
  };
}

const thrower = (error: unknown) =>
  endpoint(base, () => {
    throw error;
  });

describe("a door that cannot start", () => {
  it("says so in its own words where it has some, with nothing of the reason", async () => {
    const refusals = defineErrors("test", {
      down: { kind: "unavailable", says: "Down.", details: z.strictObject({ part: z.string() }) },
    });
    const cannotStart = (cause: unknown) => refusals.down({ part: "secrets" }, { cause });
    const uses = { secrets: ["RECEIPT_KEYS"] } as const;
    const answer = await ask(endpoint({ ...base, uses, refuses: [refusals.down], cannotStart }, () => ({ id: "t" })));
    expect(answer).toMatchObject({ status: 503, body: { code: "down", details: { part: "secrets" } } });
    expect(answer.text).not.toMatch(/RECEIPT|parameter|store/);
    expect(JSON.stringify(lines)).toContain("RECEIPT_KEYS");
    expect((await ask(endpoint({ ...base, uses }, () => ({ id: "t" })))).status).toBe(500);
  });
});

describe("an answer", () => {
  it("carries the value as JSON, the request id and the headers of a private API", async () => {
    const answer = await ask(endpoint(base, ({ body }) => ({ id: `t-${body.amount}` })));
    expect(answer).toMatchObject({ status: 201, body: { id: "t-1" } });
    expect(answer.headers).toEqual({
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "x-request-id": "rid-1",
    });
  });

  it("of a reply has its status and headers, of a replayed one the mark", async () => {
    const door = endpoint({ ...base, returns: { 200: Receipt, 201: Receipt } }, () =>
      Promise.resolve(reply(200, { id: "t" }, { ...replayed(true), "Cache-Control": "max-age=60", "x-no": undefined })),
    );
    const { status, headers } = await ask(door);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ "idempotency-replayed": "true", "cache-control": "max-age=60" });
    expect(headers).not.toHaveProperty("x-no");
    expect(replayed(false)).toEqual({});
  });

  it("204 has no body and no content type", async () => {
    const { status, text, headers } = await ask(endpoint({ ...base, returns: { 204: nothing } }, async () => {}));
    expect([status, text]).toEqual([204, undefined]);
    expect(headers).not.toHaveProperty("content-type");
  });

  it.each([
    ["a wrong type", { id: 7391486204 }],
    ["a field nobody promised", { id: "t", secret: "hash" }],
    ["nothing", undefined],
    ["a bigint", { id: 5n }],
    ["another status", reply(200, { id: "t" })],
  ])("that does not match the definition (%s) is our bug, and shows nothing", async (_, value) => {
    const door = endpoint(base, () => value as never);
    const { status, body, text } = await ask(door);
    expect([status, body]).toMatchObject([500, { code: "internal_error", request_id: "rid-1" }]);
    expect(text).not.toMatch(/7391486204|secret|hash/);
    expect(lines[0]).toMatchObject({ level: "error", status: 500, request_id: "rid-1", door: "test/door" });
    expect(JSON.stringify(lines)).not.toMatch(/7391486204|hash"/);
  });
});

describe("a refusal", () => {
  it("is a problem with code, details, request id and time", async () => {
    const { status, headers, body } = await ask(thrower(errors.too_poor({ missing: 5 })));
    expect(status).toBe(422);
    expect(headers).toMatchObject({ "content-type": "application/problem+json", "x-request-id": "rid-1" });
    expect(body).toEqual({
      type: "urn:cowry:problem:too_poor",
      title: "Refused",
      status: 422,
      detail: "Too poor.",
      code: "too_poor",
      details: { missing: 5 },
      request_id: "rid-1",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
    expect(lines).toEqual([
      {
        level: "info",
        msg: "request",
        request_id: "rid-1",
        door: "test/door",
        code: "too_poor",
        status: 422,
        ms: expect.any(Number) as number,
      },
    ]);
  });

  it("says when to come back, in whole seconds", async () => {
    const { status, headers } = await ask(thrower(errors.frozen(undefined, { retryAfterSeconds: 0.2 })));
    expect([status, headers["retry-after"]]).toEqual([423, "1"]);
  });

  it("with a code that the door does not declare fails loudly in tests", async () => {
    const { status, body } = await ask(thrower(errors.unlisted()));
    expect([status, body]).toMatchObject([500, { code: "internal_error" }]);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "error", msg: "undeclared refusal", code: "unlisted" }),
    );
  });

  it("that the kernel makes for what a door is needs no declaration", async () => {
    const { status, body } = await ask(thrower(kernelErrors.unavailable()));
    expect([status, body]).toMatchObject([503, { code: "unavailable" }]);
    expect((await ask(thrower(kernelErrors.rate_limited()))).status).toBe(500);
  });

  it("of a busy table is 503, safe to send again", async () => {
    const { status, headers } = await ask(thrower(Object.assign(new Error("busy"), { name: "TableBusy" })));
    expect([status, headers["retry-after"]]).toEqual([503, "1"]);
  });
});

describe("a bug", () => {
  it.each([
    ["an error", new Error("table cowry-dev-table arn:aws:dynamodb PIN 4826 of +2348031234567")],
    ["an assertion", kernelErrors.internal_error(undefined, { context: { impossible: "x" } })],
    ["a string", "boom"],
    ["null", null],
  ])("(%s thrown) shows a request id and nothing else", async (_, thrown) => {
    const { status, body, text } = await ask(thrower(thrown));
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: "internal_error", detail: "Something went wrong on our side." });
    expect(text).not.toMatch(/dynamodb|\b4826\b|at |impossible|boom/);
    expect(JSON.stringify(lines)).not.toMatch(/\b4826\b|2348031234567/);
  });

  it("is logged with its stack and its cause", async () => {
    await ask(thrower(new Error("outer", { cause: new RangeError("inner") })));
    expect(lines[0]).toMatchObject({ level: "error", error: "Error: outer" });
    expect(lines[0]?.["stack"]).toMatch(/endpoint\.test\.ts:\d+:\d+[\s\S]*caused by RangeError: inner/);
  });
});

describe("a request whose key was made here", () => {
  const busy = () => {
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1 });
  };
  const keys: (string | undefined)[] = [];
  const body = z.strictObject({ amount: z.int(), reference: z.optional(z.string()) });
  const door = endpoint({ ...base, body, idempotent: true }, ({ key, ...input }) => {
    expect(input).not.toHaveProperty("madeKey");
    keys.push(key);
    return busy();
  });

  it("is told the key to send it again with, and no time for sending it as it was", async () => {
    const { status, headers, body: problem } = await ask(door);
    const key = keys.at(-1);
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect([status, problem]).toMatchObject([503, { code: "unavailable", details: { idempotency_key: key } }]);
    expect(headers).not.toHaveProperty("retry-after");
    await ask(door, { headers: { "x-request-id": "rid-1", "idempotency-key": key } });
    expect(keys.at(-1)).toBe(key);
  });

  it.each([
    ["a key", { headers: { "x-request-id": "rid-1", "idempotency-key": "mine" } }],
    ["a reference", { body: { amount: 1, reference: "mine" } }],
  ])("is not the one that brings %s", async (_, options) => {
    const { headers, body: problem } = await ask(door, options);
    expect([headers["retry-after"], keys.at(-1)]).toEqual(["1", "mine"]);
    expect(problem).not.toHaveProperty("details");
  });

  it("keeps its refusals as they are", async () => {
    const refusing = endpoint({ ...base, idempotent: true }, () => {
      throw errors.frozen(undefined, { retryAfterSeconds: 9 });
    });
    const { headers, body: problem } = await ask(refusing);
    expect(headers["retry-after"]).toBe("9");
    expect(problem).not.toHaveProperty("details");
  });

  it("is told so too when the door does not finish", async () => {
    const endless = endpoint({ ...base, idempotent: true }, () => new Promise<{ id: string }>(() => undefined));
    const { status, headers, body: problem } = await ask(endless, {}, 300);
    expect([status, problem]).toMatchObject([503, { details: { idempotency_key: expect.any(String) as string } }]);
    expect(headers).not.toHaveProperty("retry-after");
  });
});

describe("a door that does not finish", () => {
  it("begins nothing after its answer, however late it wakes up, and beside the next request", async () => {
    const beganLate: boolean[] = [];
    const waking: (() => void)[] = [];
    const door = endpoint(base, async () => {
      beganLate.push(isPastDeadline());
      await new Promise<void>((resolve) => void waking.push(resolve));
      beganLate.push(isPastDeadline());
      return { id: "t" };
    });
    expect((await ask(door, {}, 300)).status).toBe(503);
    const next = ask(door);
    await vi.waitFor(() => expect(waking).toHaveLength(2));
    for (const wake of waking) wake();
    expect((await next).status).toBe(201);
    expect(beganLate).toEqual([false, false, true, false]);
  });

  it("answers 503 before Lambda stops it", async () => {
    const door = endpoint(base, () => new Promise<{ id: string }>(() => undefined));
    const { status, body } = await ask(door, {}, 300);
    expect([status, body]).toMatchObject([503, { code: "unavailable" }]);
  });
});

describe("the caller", () => {
  const customer = { userId: "u-1", sessionId: "s-1", epoch: 3, roles: ["rider"] as const, clientId: "cowry-app" };
  const seen: unknown[] = [];
  const door = endpoint({ ...base, caller: "customer", uses: { secrets: ["SESSION_KEYS"] } }, ({ actor }) => {
    seen.push(actor);
    return { id: actor.userId };
  });
  const newcomer = endpoint({ ...base, caller: "newcomer" }, ({ actor }) => ({ id: actor.phone }));
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}`, "x-request-id": "rid-1" } });

  it("of a customer's door is who the access token says", async () => {
    const { status, body } = await ask(door, bearer(await issueAccessToken(customer)));
    expect([status, body]).toEqual([201, { id: "u-1" }]);
    expect(seen).toEqual([
      {
        kind: "customer",
        ...customer,
        origin: { requestId: "rid-1", ip: "127.0.0.1", deviceId: undefined, userAgent: "test" },
      },
    ]);
  });

  it("of a newcomer's door is who the temp token says", async () => {
    const token = await issueTempToken({ phone: "+2348031234567", role: "rider", tokenId: "t-1" });
    expect((await ask(newcomer, bearer(token))).body).toEqual({ id: "+2348031234567" });
    expect((await ask(door, bearer(token))).status).toBe(401);
    expect((await ask(newcomer, bearer(await issueAccessToken(customer)))).status).toBe(401);
  });

  it.each([
    ["nothing", undefined],
    ["an empty text", ""],
    ["no token", "Bearer "],
    ["another scheme", "Basic YTpi"],
    ["a token of nobody", "Bearer a.b.c"],
    ["a token without end", `Bearer ${"x".repeat(5_000)}`],
  ])("with %s in its header is nobody", async (_, authorization) => {
    const headers = { "x-request-id": "rid-1", ...(authorization === undefined ? {} : { authorization }) };
    const { status, body, headers: answered } = await ask(door, { headers });
    expect([status, body]).toMatchObject([401, { code: "unauthenticated" }]);
    expect(answered["www-authenticate"]).toBe("Bearer");
  });

  it("is asked for before the body is looked at", async () => {
    expect((await ask(door, { body: "{{{", headers: {} })).status).toBe(401);
  });
});

describe("configuration", () => {
  it("is read once for many requests, with exactly the secrets that caller and definition name", async () => {
    const door = endpoint({ ...base, caller: "newcomer", uses: { secrets: ["TOKEN_PRIVATE_KEYS"] } }, () => ({
      id: "",
    }));
    const before = store.requests.length;
    await Promise.all([ask(door), ask(door), ask(door)]);
    await ask(door);
    expect(store.requests.slice(before)).toEqual([
      { Names: ["/cowry/test/SESSION_KEYS/value", "/cowry/test/TOKEN_PRIVATE_KEYS/value"], WithDecryption: true },
    ]);
  });

  it("that cannot be loaded now is 503, and is tried again with the next request", async () => {
    const door = endpoint({ ...base, uses: { secrets: ["SESSION_KEYS"] } }, () => ({ id: "" }));
    store.failures.push(500, 400, 503, 500);
    expect(await ask(door)).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect((await ask(door)).status).toBe(201);
  });

  it("that lacks a secret is our bug, and names it in the log only", async () => {
    const door = endpoint({ ...base, uses: { secrets: ["OTP_KEYS"] } }, () => ({ id: "" }));
    const { status, text } = await ask(door);
    expect(status).toBe(500);
    expect(text).not.toContain("OTP_KEYS");
    expect(lines[0]?.["error"]).toContain("OTP_KEYS");
  });
});
