import { describe, expect, it } from "vitest";
import { type Answer, local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../../kit/people.ts";

const refresh = (person: Person, token: string) => person.post("/auth/token/refresh", { refresh: token });

describe("POST /auth/token/refresh", () => {
  it("gives new tokens, and each of them works", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await refresh(amina, amina.refresh);
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({ token_type: "Bearer", expires_in: 900 });
    expect(answer.body["refresh"]).not.toBe(amina.refresh);
    amina.access = String(answer.body["access"]);
    expectStatus(await amina.get("/auth/me"), 200);
    expectStatus(await refresh(amina, String(answer.body["refresh"])), 200);
  });

  it("is what keeps somebody signed in after 15 minutes", async () => {
    const { amina } = await people({ amina: {} });
    await local.advance("PT15M1S", []);
    expectStatus(await amina.get("/auth/me"), 401);
    amina.access = String((await refresh(amina, amina.refresh)).body["access"]);
    expectStatus(await amina.get("/auth/me"), 200);
  });

  it("keeps a browser signed in by cookies, and asks each time whether it is our page", async () => {
    const { amina } = await people({ amina: {} });
    const { phone, password } = amina;
    amina.access = "";
    const jar = (answer: Answer) => {
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
      return { cookie: cookies.join("; "), "x-csrf-token": String(answer.body["csrf_token"]) };
    };
    const signedIn = await amina.post("/auth/login?mode=cookie", { phone, password });
    expectStatus(signedIn, 200);
    expect(signedIn.body).not.toHaveProperty("access");
    const page = jar(signedIn);
    expectStatus(await amina.get("/auth/me", { headers: page }), 200);
    for (const forged of [{ cookie: page.cookie }, { ...page, "x-csrf-token": "x".repeat(43) }]) {
      expectStatus(await amina.get("/auth/me", { headers: forged }), 401);
      // Its refresh token is none: the body lacks one.
      expectStatus(await amina.post("/auth/token/refresh?mode=cookie", {}, { headers: forged }), 400);
    }
    const renewed = await amina.post("/auth/token/refresh?mode=cookie", {}, { headers: page });
    expectStatus(renewed, 200);
    expect(jar(renewed).cookie).not.toBe(page.cookie);
    expectStatus(await amina.get("/auth/me", { headers: jar(renewed) }), 200);
  });

  it("gives the same successor again for ten seconds when the answer was lost, also to ten requests at once", async () => {
    const { amina } = await people({ amina: {} });
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(amina, amina.refresh)));
    for (const answer of answers) expectStatus(answer, 200);
    expect(new Set(answers.map(({ body }) => body["refresh"])).size).toBe(1);
    expectStatus(await refresh(amina, String(answers[0]?.body["refresh"])), 200);
  });

  it("ends the session when a used token comes again later, and its access tokens where money moves, and tells", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const next = await refresh(amina, amina.refresh);
    await local.advance("PT11S", []);
    const reused = await refresh(amina, amina.refresh);
    expect([reused.status, reused.body["code"]]).toEqual([401, "refresh_reused"]);
    const thief = await refresh(amina, String(next.body["refresh"]));
    expect([thief.status, thief.body["code"]]).toEqual([401, "refresh_invalid"]);
    const order = { to_user: joseph.userId, amount: 1_000, currency: "NGN", pin: amina.pin };
    const paid = await amina.post("/wallet/transfer", order);
    expect([paid.status, paid.body["code"]]).toEqual([401, "session_revoked"]);
    await settled();
    const told = await local.messages(amina.phone);
    expect(told.filter((text) => text.includes("somebody used an old sign-in"))).toHaveLength(1);
    await amina.signIn();
    expectStatus(await amina.post("/wallet/transfer", order), 201);
  });

  it("takes no token with a changed character, and no access token", async () => {
    const { amina } = await people({ amina: {} });
    const last = amina.refresh.endsWith("A") ? "Q" : "A";
    for (const token of [`${amina.refresh.slice(0, -1)}${last}`, amina.refresh.replace(".1.", ".2."), "x".repeat(64)]) {
      expectStatus(await refresh(amina, token), 401);
    }
    expect([400, 401]).toContain((await refresh(amina, amina.access)).status);
    expectStatus(await refresh(amina, amina.refresh), 200);
  });
});
