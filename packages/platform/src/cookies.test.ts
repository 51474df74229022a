import { errors } from "@cowry/core/kernel";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import * as z from "zod/mini";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { issueAccessToken } from "../../core/src/auth/issue.ts";
import { httpEvent, lambdaContext, logLines, type TestStore, testStore } from "./cloud.testkit.ts";
import { coldStart } from "./config.ts";
import { endpoint, nothing } from "./endpoint.ts";
import { withCookieMode } from "./openapi-cookies.ts";
import { toProblem } from "./problem.ts";

const Tokens = z.strictObject({ access: z.string(), refresh: z.string(), expires_in: z.int() });
const Asked = z.strictObject({ mfa_token: z.string() });
const base = { route: "POST /test", summary: "Tests", example: {}, refuses: [], uses: {} } as const;
const person = { userId: "u-1", sessionId: "s-1", epoch: 1, roles: ["rider"], clientId: "cowry-app" } as const;

let store: TestStore;
let access: string;

beforeAll(async () => {
  store = await testStore();
  await coldStart({ uses: {}, secrets: ["TOKEN_PRIVATE_KEYS"] })();
  access = await issueAccessToken(person);
});
beforeEach(() => {
  logLines();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => {
  store.close();
  vi.unstubAllEnvs();
});

type Door = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
interface Ask {
  readonly query?: string;
  readonly cookies?: string[];
  readonly csrf?: string;
  readonly body?: object;
}

async function ask(door: Door, { query = "", cookies = [], csrf, body = {} }: Ask = {}) {
  const headers = csrf === undefined ? {} : { "x-csrf-token": csrf };
  const answer = await door({ ...httpEvent({ query, body, headers }), cookies }, lambdaContext());
  const parsed = JSON.parse(answer.body ?? "{}") as Record<string, unknown>;
  return { status: answer.statusCode, body: parsed, cookies: answer.cookies, headers: answer.headers };
}

const signIn = () =>
  endpoint({ ...base, caller: "anyone", returns: { 200: z.union([Tokens, Asked]) } }, () => ({
    access,
    refresh: "k1.refresh",
    expires_in: 900,
  }));
const me = () => endpoint({ ...base, caller: "customer", returns: { 200: z.strictObject({ id: z.string() }) } }, who);
const who = ({ actor }: { readonly actor: { readonly userId: string } }) => ({ id: actor.userId });

async function signedIn() {
  const { body, cookies = [] } = await ask(signIn(), { query: "mode=cookie" });
  return { csrf: String(body["csrf_token"]), cookies: cookies.map((cookie) => cookie.split(";")[0] ?? "") };
}

describe("tokens for browsers", () => {
  it("come as cookies that no script reads, and in the answer not at all", async () => {
    const { status, body, cookies } = await ask(signIn(), { query: "mode=cookie" });
    expect([status, Object.keys(body).sort()]).toEqual([200, ["csrf_token", "expires_in"]]);
    expect(cookies).toEqual([
      `__Host-cowry_access=${access}; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Strict`,
      "__Secure-cowry_refresh=k1.refresh; Path=/api/v1/auth/token/refresh; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
    ]);
  });

  it("come in the answer unless cookies are asked for, and no other mode is known", async () => {
    const { body, cookies } = await ask(signIn());
    expect([body["access"], cookies]).toEqual([access, undefined]);
    const { status, body: problem } = await ask(signIn(), { query: "mode=local" });
    expect([status, problem["errors"]]).toMatchObject([400, [{ path: "query.mode" }]]);
    expect((await ask(me(), { query: "mode=cookie" })).status).toBe(401);
  });

  it("leave an answer without tokens as it is", async () => {
    const door = endpoint({ ...base, caller: "anyone", returns: { 200: z.union([Tokens, Asked]) } }, () => ({
      mfa_token: "m",
    }));
    expect(await ask(door, { query: "mode=cookie" })).toMatchObject({ body: { mfa_token: "m" } });
  });

  it("open doors with the token that goes with them, and never without", async () => {
    const { csrf, cookies } = await signedIn();
    expect(await ask(me(), { cookies, csrf })).toMatchObject({ status: 200, body: { id: "u-1" } });
    for (const wrong of [undefined, "", "x".repeat(43), csrf.slice(1)]) {
      const { status } = await ask(me(), { cookies, ...(wrong === undefined ? {} : { csrf: wrong }) });
      expect([wrong, status]).toEqual([wrong, 401]);
    }
    expect((await ask(me(), { csrf })).status).toBe(401);
  });

  it("are renewed from the refresh cookie, which is not written into the body", async () => {
    const door = endpoint(
      { ...base, caller: "anyone", body: z.strictObject({ refresh: z.string() }), returns: { 200: Tokens } },
      ({ body }) => ({ access, refresh: `${body.refresh}-next`, expires_in: 900 }),
    );
    const { csrf, cookies } = await signedIn();
    const renewed = await ask(door, { query: "mode=cookie", cookies, csrf });
    expect(renewed.cookies?.[1]).toContain("=k1.refresh-next;");
    expect((await ask(door, { query: "mode=cookie", cookies })).status).toBe(400);
    expect((await ask(door, { cookies, csrf })).status).toBe(400);
  });

  it("end with the session", async () => {
    const door = endpoint(
      { ...base, caller: "customer", endsSession: true, returns: { 204: nothing } },
      async () => {},
    );
    const { csrf, cookies } = await signedIn();
    const ended = await ask(door, { cookies, csrf });
    expect([ended.status, ended.cookies?.every((cookie) => cookie.includes("Max-Age=0"))]).toEqual([204, true]);
    expect(ended.headers?.["clear-site-data"]).toBe('"cache", "storage"');
  });

  it("are in the document beside the answer that carries them", () => {
    const known = {
      Tokens: { properties: { access: {}, refresh: {}, id: {} }, required: ["access", "refresh", "id"] },
    };
    const ref = { $ref: "#/components/schemas/Tokens" };
    expect(withCookieMode(ref, known)).toMatchObject({ anyOf: [ref, { required: ["id", "csrf_token"] }] });
    expect(withCookieMode({ anyOf: [ref, { type: "object" }] }, known)).toMatchObject({ anyOf: [{}, {}] });
    expect(withCookieMode({ type: "object" }, known)).toEqual({ type: "object" });
  });
});

describe("a rate limit", () => {
  it("tells its quota and when there is room again", () => {
    const limit = { context: { quota: 5, windowSeconds: 3_600 }, retryAfterSeconds: 30 };
    const { headers } = toProblem(errors.rate_limited(undefined, limit), "rid");
    expect(headers).toMatchObject({
      "retry-after": "30",
      "ratelimit-policy": '"default";q=5;w=3600',
      ratelimit: '"default";r=0;t=30',
    });
    expect(toProblem(errors.rate_limited(), "rid").headers).toEqual({ "content-type": "application/problem+json" });
  });
});
