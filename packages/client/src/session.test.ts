import { describe, expect, it } from "vitest";
import { memoryTokens, Problem, SignedOut, storedTokens, Unreachable } from "./index.ts";
import { type Api, api, type Behaviour, problem, type Received, thrown, tokens } from "./server.testkit.ts";

const REFRESH = "POST /api/v1/auth/token/refresh";
const LOGIN = { body: { phone: "+2348031234567", password: "739148" } } as const;
const BALANCE = "/api/v1/wallet/balance";

/** An API that knows one access token at a time, and gives another for the refresh token that goes with it. */
async function bank(
  ...onRefresh: readonly Behaviour[]
): Promise<Api & { live: number; refreshes(): readonly Received[] }> {
  const queue = [...onRefresh];
  const made = Object.assign(await api(), {
    live: 1,
    refreshes: (): readonly Received[] => made.received.filter(({ route }) => route === REFRESH),
  });
  const answer = (request: Received) => {
    if (request.route.endsWith("/auth/login")) return { status: 200, body: tokens(made.live) };
    if (request.route === REFRESH) {
      made.live += 1;
      return { status: 200, body: tokens(made.live) };
    }
    const isKnown = request.bearer === `access-${made.live}`;
    return isKnown ? { status: 200, body: { bearer: request.bearer } } : problem(401, "unauthenticated");
  };
  made.answers((request) => {
    const special = request.route === REFRESH ? queue.shift() : undefined;
    if (special === undefined) return answer(request);
    return typeof special === "function" ? special(request) : (special as ReturnType<typeof problem>);
  });
  return made;
}

/** The access token is of no more use: somebody raised the epoch, or it ran out. */
const outdate = (api: { live: number }) => (api.live += 100);

describe("a session", () => {
  it("begins with the answer that signs in, goes along, and ends with logout", async () => {
    const one = await bank();
    const client = one.client();
    expect(await client.session.tokens()).toBeUndefined();
    await client.post("/api/v1/auth/login", LOGIN);
    await client.get(BALANCE);
    expect(one.received.map(({ bearer }) => bearer)).toEqual([undefined, "access-1"]);
    one.answers({ status: 204 });
    await client.post("/api/v1/auth/logout", { body: {} });
    expect(one.received.at(-1)?.bearer).toBe("access-1");
    expect(await client.session.tokens()).toBeUndefined();
  });

  it("can begin with tokens from elsewhere, and be forgotten", async () => {
    const one = await bank();
    const client = one.client();
    await client.session.begin(tokens(1));
    expect((await client.get(BALANCE)).status).toBe(200);
    await client.session.end();
    expect(await thrown(client.get(BALANCE))).toMatchObject({ code: "unauthenticated" });
    expect(await thrown(client.session.begin({ access: "a" }))).toBeInstanceOf(TypeError);
  });

  it("gives way to a given token and to an API key", async () => {
    const one = await bank();
    const client = one.client();
    await client.session.begin(tokens(1));
    await thrown(client.get(BALANCE, { token: "temporary" }));
    await thrown(one.client({ apiKey: "cwk_1" }).get(BALANCE));
    await thrown(one.client({ apiKey: () => Promise.resolve("granted") }).get(BALANCE));
    expect(one.received.map(({ bearer }) => bearer)).toEqual(["temporary", "cwk_1", "granted"]);
  });
});

describe("renewal", () => {
  it("is one request, however many calls and clients wait for it, and each call is made once more", async () => {
    const one = await bank();
    const store = memoryTokens();
    const [client, other] = [one.client({ tokens: store }), one.client({ tokens: store })];
    await client.session.begin(tokens(1));
    outdate(one);
    const calls = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? client : other).get(BALANCE));
    const bearers = (await Promise.all(calls)).map(({ body }) => Reflect.get(body, "bearer") as unknown);
    expect(new Set(bearers)).toEqual(new Set(["access-102"]));
    expect(one.refreshes().map(({ body }) => body)).toEqual([{ refresh: "refresh-1" }]);
    expect(await store.read()).toMatchObject({ refresh: "refresh-102" });
  });

  it("comes before the call where the access token has run out, and whenever it is asked for", async () => {
    const one = await bank();
    const client = one.client();
    await client.session.begin(tokens(1, 2));
    await client.get(BALANCE);
    await client.session.refresh();
    expect(one.received.map(({ route }) => route)).toEqual([REFRESH, `GET ${BALANCE}`, REFRESH]);
    expect(one.refreshes().map(({ body }) => body)).toEqual([{ refresh: "refresh-1" }, { refresh: "refresh-2" }]);
  });

  it("is asked for again with the same token where the answer was lost, while the API forgives that", async () => {
    const one = await bank(problem(503, "unavailable", { retryAfter: 1 }), problem(503, "unavailable"));
    const client = one.client({ deviceId: "phone-1" });
    await client.session.begin(tokens(1));
    outdate(one);
    await client.get(BALANCE);
    expect(one.refreshes().map(({ body }) => body)).toEqual(Array(3).fill({ refresh: "refresh-1" }));
    expect(new Set(one.refreshes().map(({ headers }) => headers["x-device-id"]))).toEqual(new Set(["phone-1"]));

    // Longer than that is no repetition but a theft to the API: another day, by another call.
    outdate(one);
    const late = problem(503, "unavailable", { retryAfter: 15 });
    const slow = await bank(late);
    const patient = slow.client();
    await patient.session.begin(tokens(1));
    outdate(slow);
    expect(await thrown(patient.get(BALANCE))).toMatchObject({ code: "unavailable" });
    expect(slow.refreshes()).toHaveLength(1);
    expect((await patient.get(BALANCE)).status).toBe(200);
  });

  it("that is refused ends the session for all who wait, and is told once", async () => {
    const one = await bank(problem(401, "refresh_reused"));
    const told: SignedOut[] = [];
    const client = one.client({ onSignedOut: (error) => told.push(error) });
    await client.session.begin(tokens(1));
    outdate(one);
    const errors = await Promise.all([1, 2, 3].map(() => thrown(client.get(BALANCE, { requestId: "r-5" }))));
    for (const error of errors) {
      expect(error).toBeInstanceOf(SignedOut);
      expect(error).toMatchObject({ route: `GET ${BALANCE}`, requestId: "r-5" });
      expect((error as SignedOut).cause).toMatchObject({ code: "refresh_reused" });
    }
    expect(told).toHaveLength(1);
    expect(await client.session.tokens()).toBeUndefined();
    expect(one.refreshes()).toHaveLength(1);
  });

  it("keeps the tokens of an account that is blocked, and nobody from signing in as somebody else", async () => {
    const one = await bank(problem(403, "account_blocked"), problem(403, "account_blocked"));
    const client = one.client();
    await client.session.begin(tokens(1, 2));
    const error = await thrown(client.get(BALANCE));
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: "account_blocked" });
    expect((await client.post("/api/v1/auth/login", LOGIN)).status).toBe(200);
    expect((await client.get(BALANCE)).status).toBe(200);
  });

  it("is left to another day where there is no network", async () => {
    const one = await bank();
    const client = one.client({ fetch: () => Promise.reject(new TypeError("fetch failed")), attempts: 2 });
    await client.session.begin(tokens(1, 2));
    expect(await thrown(client.get(BALANCE))).toBeInstanceOf(Unreachable);
  });
});

describe("what was begun for one person", () => {
  it("is never finished as another who signs in meanwhile", async () => {
    const one = await bank();
    const client = one.client();
    await client.session.begin(tokens(1));
    one.answers(async (request) => {
      if (request.bearer !== "access-1") return { status: 201, body: {} };
      await client.session.begin(tokens(50));
      return problem(401, "unauthenticated");
    });
    const order = { to_phone: "+2348031234567", amount: 5_000 };
    expect(await thrown(client.post("/api/v1/wallet/transfer", { body: order }))).toBeInstanceOf(SignedOut);
    expect(one.received.map(({ bearer }) => bearer)).toEqual(["access-1"]);
    expect(await client.session.tokens()).toMatchObject({ access: "access-50" });
  });

  it("leaves theirs in place where the renewal comes late", async () => {
    const one = await bank(async () => {
      void client.session.begin(tokens(50));
      await Promise.resolve();
      return { status: 200, body: tokens(2) };
    });
    const client = one.client();
    await client.session.begin(tokens(1));
    outdate(one);
    await thrown(client.get(BALANCE));
    expect(await client.session.tokens()).toMatchObject({ access: "access-50" });
  });
});

describe("tokens in a storage", () => {
  function storage() {
    const values = new Map<string, string>();
    const later = async <T>(act: () => T): Promise<T> => Promise.resolve().then(act);
    return {
      values,
      getItem: (key: string) => later(() => values.get(key) ?? null),
      setItem: (key: string, value: string) => later(() => values.set(key, value)),
      removeItem: (key: string) => later(() => values.delete(key)),
    };
  }

  it("are renewed once by two tabs, which take turns", async () => {
    const one = await bank();
    const shared = storage();
    const tabs = [1, 2].map(() => one.client({ tokens: storedTokens(shared) }));
    await tabs[0]?.session.begin(tokens(1));
    outdate(one);
    await Promise.all(tabs.map((tab) => tab.get(BALANCE)));
    expect(one.refreshes()).toHaveLength(1);
    await tabs[0]?.session.end();
    expect(await tabs[1]?.session.tokens()).toBeUndefined();
    expect(shared.values.size).toBe(0);
  });

  it("are nobody's where something else stands under their name", async () => {
    const other = storage();
    for (const text of ["{", "null", '"text"', '{"kind":"bearer","session":"s","expiresAt":1}']) {
      other.values.set("cowry.tokens", text);
      expect(await storedTokens(other).read()).toBeUndefined();
    }
  });
});

describe("in cookie mode", () => {
  it("the client asks for cookies, sends what goes with them, and renews them", async () => {
    const one = await api({ status: 200, body: { csrf_token: "csrf-1", expires_in: 2, token_type: "Bearer" } });
    const client = one.client({ cookies: true });
    await client.post("/api/v1/auth/login", LOGIN);
    one.answers(
      { status: 200, body: { csrf_token: "csrf-2", expires_in: 900, token_type: "Bearer" } },
      { status: 200, body: {} },
    );
    await client.get(BALANCE);
    const seen = one.received.map(({ route, query, headers, body }) => [
      ...[route.split("/").at(-1), query.get("mode"), headers["x-csrf-token"], headers.authorization, body],
    ]);
    expect(seen).toEqual([
      ["login", "cookie", undefined, undefined, LOGIN.body],
      ["refresh", "cookie", "csrf-1", undefined, {}],
      ["balance", null, "csrf-2", undefined, undefined],
    ]);
  });
});
