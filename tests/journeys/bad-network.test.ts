import { isProblem, memoryTokens, OutcomeUnknown, SignedOut } from "@cowry/client";
import { describe, expect, it } from "vitest";
import { appOf, network, withCookies } from "../kit/apps.ts";
import { local } from "../kit/cloud.ts";
import { people } from "../kit/people.ts";

/** An app where answers get lost, on a phone that is shared, in two places at once: through the client, as apps are. */

const BALANCE = "/api/v1/wallet/balance";
const TRANSFER = "/api/v1/wallet/transfer";

async function thrown(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("an app on a bad network", () => {
  it("moves money once however many answers are lost, and says when it does not know", async () => {
    const { amina, joseph } = await people({ amina: { balance: 100_000 }, joseph: {} });
    const air = network();
    const app = await appOf(amina, { fetch: air.fetch });
    const order = { to_phone: joseph.phone, amount: 30_000, currency: "NGN", pin: amina.pin } as const;
    air.lose(TRANSFER, 1);
    const sent = await app.post(TRANSFER, { body: order });
    expect([sent.status, sent.replayed, air.sent.filter((route) => route.endsWith(TRANSFER)).length]).toEqual([
      201,
      true,
      2,
    ]);

    const hasty = await appOf(amina, { fetch: air.fetch, attempts: 1 });
    air.lose(TRANSFER, 1);
    const unknown = await thrown(hasty.post(TRANSFER, { body: order }));
    if (!(unknown instanceof OutcomeUnknown)) throw unknown;
    const { idempotencyKey } = unknown;
    const again = await app.post(TRANSFER, { body: order, idempotencyKey });
    expect([again.status, again.replayed]).toEqual([201, true]);

    const tooMuch = await thrown(app.post(TRANSFER, { body: { ...order, amount: 50_000 } }));
    if (!isProblem(tooMuch, "insufficient_funds")) throw tooMuch;
    expect(tooMuch.details).toEqual({ missing: 10_000, currency: "NGN" });
    expect((await app.get(BALANCE)).body.balance).toBe(40_000);

    const amounts: unknown[] = [];
    air.lose("/wallet/transactions", 1);
    const list = app.list("/api/v1/wallet/transactions", { query: { limit: 1 } });
    for await (const { kind, amount } of list) amounts.push([kind, amount]);
    expect(amounts).toEqual([
      ["transfer", 30_000],
      ["transfer", 30_000],
      ["topup", 100_000],
    ]);
    const from = sent.body.transaction.created_at;
    const file = await app.get("/api/v1/wallet/statement", { query: { from, format: "csv" } });
    expect(file.body).toBeInstanceOf(Uint8Array);
  });

  it("stays signed in when a refresh loses its answer, in two places at once, and not with a stolen token", async () => {
    const { amina } = await people({ amina: {} });
    const air = network();
    const [store, stolen] = [memoryTokens(), memoryTokens()];
    const one = await appOf(amina, { tokens: store, fetch: air.fetch });
    const two = await appOf(amina, { tokens: store, fetch: air.fetch });
    await one.session.begin({ access: amina.access, refresh: amina.refresh, expires_in: 900 });
    await stolen.write(await store.read());

    await local.advance("PT16M");
    air.lose("/token/refresh", 1);
    const both = await Promise.all([one.get(BALANCE), two.get(BALANCE)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(air.sent.filter((route) => route.endsWith("/token/refresh"))).toHaveLength(2);

    await local.advance("PT11S");
    const thief = await appOf(amina, { tokens: stolen });
    const refused = await thrown(thief.get(BALANCE));
    expect(refused).toBeInstanceOf(SignedOut);
    expect((refused as SignedOut).cause).toMatchObject({ code: "refresh_reused" });
    expect(await thrown(one.session.refresh())).toBeInstanceOf(SignedOut);
    expect(await store.read()).toBeUndefined();
  });

  it("keeps no token in a browser: cookies do, through refresh and sign-out", async () => {
    const { amina } = await people({ amina: {} });
    const store = memoryTokens();
    const app = await appOf(amina, { cookies: true, tokens: store, fetch: withCookies() });
    const { body } = await app.post("/api/v1/auth/login", { body: { phone: amina.phone, password: amina.password } });
    expect("csrf_token" in body).toBe(true);
    expect((await app.get(BALANCE)).status).toBe(200);
    const first = await store.read();
    await local.advance("PT16M");
    expect((await app.post("/api/v1/auth/verify-pin", { body: { pin: amina.pin } })).status).toBe(200);
    expect(JSON.stringify([first, await store.read()])).not.toMatch(/access|refresh/);
    expect(await store.read()).not.toEqual(first);
    await app.post("/api/v1/auth/logout", { body: {} });
    expect(await store.read()).toBeUndefined();
    expect(await thrown(app.get(BALANCE))).toMatchObject({ code: "unauthenticated" });
  });
});
