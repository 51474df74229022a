import { beforeAll, describe, expect, it } from "vitest";
import { cloud, send } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";

let amina: Person;
let key = "";
let keyId = "";

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

beforeAll(async () => {
  ({ amina } = await people({ amina: { balance: 10_000 } }));
  const order = { name: "Till 3", scopes: ["holds:capture"], pin: amina.pin };
  const made = await amina.post("/developers/keys", order);
  expectStatus(made, 201);
  key = String(made.body["key"]);
  keyId = String(made.body["id"]);
}, 60_000);

describe("API keys over HTTP", () => {
  it("open doors of their scope for their owner, and no others", async () => {
    const unknown = "0192d7a0-0000-7000-8000-000000000000";
    const path = `/wallet/holds/${unknown}/capture`;
    expectStatus(await amina.post(path, { amount: 100 }, bearer(key)), 404);
    expectStatus(await amina.post(path, { amount: 100 }, bearer(`${key.slice(0, -3)}AAA`)), 401);
    expectStatus(await amina.get("/auth/me", bearer(key)), 401);
    const listed = await amina.get("/developers/keys");
    expect(listed.body.items).toMatchObject([{ id: keyId, name: "Till 3", status: "active" }]);
    expect(listed.body.items?.[0]?.["last_used_at"]).not.toBeNull();
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(-43));
    const rotated = await amina.post(`/developers/keys/${keyId}/rotate`, { overlap_hours: 1, pin: amina.pin });
    expectStatus(rotated, 200);
    // Both for an hour.
    for (const each of [key, String(rotated.body["key"])]) {
      expectStatus(await amina.post(path, { amount: 100 }, bearer(each)), 404);
    }
  });

  it("buy short tokens by form or HTTP Basic, as OAuth 2.0 has it", async () => {
    const url = `${cloud().origin}/api/v1/oauth/token`;
    const secret = key.slice(-43);
    const form = new URLSearchParams({ grant_type: "client_credentials", client_id: keyId, client_secret: secret });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const byForm = await send("POST", url, { raw: form.toString(), headers });
    expectStatus(byForm, 200);
    expect(byForm.body).toMatchObject({ token_type: "Bearer", expires_in: 900, scope: "holds:capture" });
    const basic = `Basic ${Buffer.from(`${keyId}:${secret}`).toString("base64")}`;
    const raw = "grant_type=client_credentials&scope=holds%3Acapture";
    const byBasic = await send("POST", url, { raw, headers: { ...headers, authorization: basic } });
    expectStatus(byBasic, 200);
    const twice = await send("POST", url, { raw: `${form.toString()}&client_id=x`, headers });
    expect(twice.status).toBe(400);
    const wrong = new URLSearchParams({ ...Object.fromEntries(form), client_secret: "A".repeat(43) });
    expectStatus(await send("POST", url, { raw: wrong.toString(), headers }), 401);

    const token = String(byForm.body["access_token"]);
    const path = "/wallet/holds/0192d7a0-0000-7000-8000-000000000000/capture";
    expectStatus(await amina.post(path, { amount: 100 }, bearer(token)), 404);
    expectStatus(await amina.get("/auth/me", bearer(token)), 401);
    expectStatus(await amina.request("DELETE", `/developers/keys/${keyId}`), 204);
    expectStatus(await amina.post(path, { amount: 100 }, bearer(token)), 401);
    expectStatus(await amina.post(path, { amount: 100 }, bearer(key)), 401);
    const trail = await amina.get("/audit/me?action=developers.key_revoked");
    expect(trail.body.items).toMatchObject([
      { subject: { kind: "api_client", id: keyId }, actor: { kind: "customer" } },
    ]);
  });
});
