import { beforeAll, describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person, settled } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

type Who = Awaited<ReturnType<typeof everybody>>;
let who: Who;

async function everybody() {
  const { amina, joseph } = await people({ amina: { firstName: "Zainabu" }, joseph: { balance: 10_000 } });
  const boss = await staff("super_admin");
  const admin = await staff("rider", "admin");
  const [compliance, support] = [await staff("compliance"), await staff("support")];
  return { amina, joseph, boss, admin, compliance, support };
}

beforeAll(async () => {
  who = await everybody();
}, 120_000);

const actionsOf = async (reader: Person, userId: string) => {
  const trail = await reader.get(`/admin/audit?user_id=${userId}`);
  expectStatus(trail, 200);
  return trail.body.items ?? [];
};

describe("staff find people", () => {
  it.each([
    ["the whole phone", () => `phone=${encodeURIComponent(who.amina.phone)}`],
    ["the id", () => `id=${who.amina.userId}`],
    ["the words of the name, whatever their case and order", () => "name=bello%20ZAINABU"],
  ])("by %s, with number and address masked", async (_, query) => {
    const answer = await who.support.get(`/admin/users?${query()}`);
    expectStatus(answer, 200);
    const found = answer.body.items?.find(({ id }) => id === who.amina.userId);
    expect(found).toMatchObject({ first_name: "Zainabu", status: "active", block: null });
    expect(found?.["phone"]).toMatch(/^\+234•••\d{4}$/);
    expect(JSON.stringify(answer.body)).not.toContain(who.amina.phone);
  });

  it("by nothing that is not whole, and by one thing at a time", async () => {
    expect((await who.support.get("/admin/users?name=nobodyhasthisname")).body.items).toEqual([]);
    expectStatus(await who.support.get("/admin/users"), 400);
    expectStatus(await who.support.get(`/admin/users?name=amina&id=${who.amina.userId}`), 400);
  });

  it("and reveal them for a reason, which stands in the trail", async () => {
    const answer = await who.support.post(`/admin/users/${who.amina.userId}/reveal`, { reason: "lost phone" });
    expectStatus(answer, 200);
    expect(answer.body["profile"]).toMatchObject({ phone: who.amina.phone });
    const [newest] = await actionsOf(who.support, who.amina.userId);
    expect(newest).toMatchObject({ action: "staff.person_revealed", reason: "lost phone" });
    expect(newest?.["actor"]).toEqual({ kind: "staff", id: who.support.userId });
    const [own] = (await who.amina.get("/audit/me")).body.items ?? [];
    expect(own).toMatchObject({ action: "staff.person_revealed", actor: { kind: "staff" }, ip: null });
    expect(JSON.stringify(own)).not.toContain(who.support.userId);
  });
});

describe("a block", () => {
  it("shuts somebody out at once, everywhere, and ends by itself", async () => {
    const { amina, joseph, compliance } = who;
    const until = new Date(Date.parse(String((await local.get("/info")).body["now"])) + 120_000).toISOString();
    const blocked = await compliance.post(`/admin/users/${amina.userId}/block`, { reason: "stolen", until });
    expectStatus(blocked, 200);
    expect(blocked.body).toMatchObject({ status: "blocked", block: { reason: "stolen", until } });

    expectStatus(await amina.post("/auth/token/refresh", { refresh: amina.refresh }), 403);
    const order = { to_phone: amina.phone, amount: 100, currency: "NGN", pin: joseph.pin };
    expectStatus(await joseph.post("/wallet/transfer", order), 422);
    const asked = await amina.post("/auth/phone/submit", { phone: amina.phone, purpose: "login" });
    expectStatus(asked, 200);

    const again = await compliance.post(`/admin/users/${amina.userId}/block`, { reason: "stolen twice", until });
    expect(again.body).toMatchObject({ block: { reason: "stolen twice" } });
    // The sweep comes every five minutes.
    await local.advance("PT8M");
    await settled();
    await amina.signIn();
    expectStatus(await amina.get("/auth/me"), 200);
    const actions = (await actionsOf(who.support, amina.userId)).map(({ action }) => action);
    expect(actions.slice(0, 6)).toContain("staff.person_unblocked");
  });

  it("is taken back by staff, with a reason", async () => {
    const { joseph, compliance } = who;
    expectStatus(await compliance.post(`/admin/users/${joseph.userId}/block`, { reason: "odd" }), 200);
    expectStatus(await compliance.post(`/admin/users/${joseph.userId}/unblock`, { reason: "fine" }), 200);
    await joseph.signIn();
    expect(await joseph.balance()).toBe(10_000);
    const told = (await actionsOf(who.support, joseph.userId)).map(({ action }) => action);
    expect(told).toEqual(expect.arrayContaining(["staff.person_blocked", "staff.person_unblocked"]));
  });

  it("is not for oneself, not for admins by others than super admins, and not for the past", async () => {
    const { compliance, admin, boss, joseph } = who;
    const block = (by: Person, whom: Person, more = {}) =>
      by.post(`/admin/users/${whom.userId}/block`, { reason: "x", ...more });
    expect((await block(compliance, compliance)).body["code"]).toBe("own_account");
    expect((await block(compliance, admin)).body["code"]).toBe("super_admin_needed");
    expect((await block(compliance, boss)).body["code"]).toBe("super_admin_needed");
    expect((await block(compliance, joseph, { until: "2020-01-01T00:00:00Z" })).body["code"]).toBe("block_end_past");
  });
});

describe("signing somebody out", () => {
  it("ends what is signed in at once, and they hear of it", async () => {
    const { joseph, support } = who;
    const path = `/admin/users/${joseph.userId}/sign-out`;
    expectStatus(await joseph.post(path, { reason: "left in a taxi" }), 403);
    expectStatus(await support.post(path, { reason: "left in a taxi" }), 204);
    const order = { to_user: who.amina.userId, amount: 100, currency: "NGN", pin: joseph.pin };
    expect((await joseph.post("/wallet/transfer", order)).body["code"]).toBe("session_revoked");
    expectStatus(await joseph.post("/auth/token/refresh", { refresh: joseph.refresh }), 401);
    await settled();
    expect(await local.messages(joseph.phone)).toContainEqual(expect.stringContaining("signed you out"));
    await joseph.signIn();
  });
});

describe("roles", () => {
  it("are given by admins, never to oneself, and high ones by super admins only", async () => {
    const { admin, boss, support, joseph } = who;
    const assign = (by: Person, whom: Person, roles: readonly string[]) =>
      by.post(`/admin/users/${whom.userId}/assign-role`, { roles, reason: "joins" });
    expect((await assign(admin, admin, ["rider", "super_admin"])).body["code"]).toBe("own_account");
    expect((await assign(admin, joseph, ["rider", "admin"])).body["code"]).toBe("super_admin_needed");
    expectStatus(await assign(support, joseph, ["rider", "support"]), 403);
    expectStatus(await assign(admin, joseph, ["rider", "support"]), 200);
    // Tokens that tell the old roles have ended.
    expectStatus(await joseph.get(`/admin/users/${who.amina.userId}`), 403);
    await joseph.signIn();
    // The new ones open the door, for a session with a second factor.
    const early = await joseph.get(`/admin/users/${who.amina.userId}`);
    expect([early.status, early.body["code"]]).toEqual([403, "second_factor_required"]);
    expectStatus(await assign(boss, joseph, ["rider"]), 200);
    const ended = await joseph.get(`/admin/users/${who.amina.userId}`);
    expect([ended.status, ended.body["code"]]).toEqual([401, "session_revoked"]);
    const given = await who.boss.get(`/admin/audit?user_id=${joseph.userId}&action=staff.roles_assigned`);
    expect(given.body.items?.[0]).toMatchObject({
      before: { roles: ["rider", "support"] },
      after: { roles: ["rider"] },
    });
    await joseph.signIn();
  });

  it("of a branch show its people only", async () => {
    const { boss, support, amina, joseph } = who;
    const move = (whom: Person, roles: readonly string[], branch_id: string) =>
      boss.post(`/admin/users/${whom.userId}/assign-role`, { roles, branch_id, reason: "branch" });
    expectStatus(await move(support, ["support"], "lagos-1"), 200);
    expectStatus(await move(amina, ["rider"], "lagos-1"), 200);
    await support.signIn();
    await amina.signIn();
    expectStatus(await support.get(`/admin/users/${amina.userId}`), 200);
    expectStatus(await support.get(`/admin/users/${joseph.userId}`), 404);
    expectStatus(await support.get(`/admin/audit?user_id=${joseph.userId}`), 404);
    expect((await support.get(`/admin/users?id=${joseph.userId}`)).body.items).toEqual([]);
  });
});

describe("platforms and features", () => {
  it("are opened and shut per person", async () => {
    const { compliance, amina } = who;
    const features = { transfers: false, topups: false };
    const change = { platforms: { web: false }, features, reason: "shared computer" };
    const path = `/admin/users/${amina.userId}/access`;
    expectStatus(await compliance.request("PATCH", path, change), 200);
    const { body } = await compliance.get(path);
    expect(body).toMatchObject({ platforms: { api: true, web: false }, features: { ...features, payouts: true } });

    const order = { to_user: who.joseph.userId, amount: 100, currency: "NGN", pin: amina.pin };
    expect((await amina.post("/wallet/transfer", order)).body["code"]).toBe("session_revoked");
    const refreshed = await amina.post("/auth/token/refresh", { refresh: amina.refresh });
    amina.access = String(refreshed.body["access"]);
    const topup = { amount: 10_000, currency: "NGN", payment_method: "card" };
    for (const answer of [
      await amina.post("/wallet/transfer", order),
      await amina.post("/wallet/topup/initiate", topup),
    ]) {
      expect([answer.status, answer.body["code"]]).toEqual([403, "feature_shut"]);
    }
    const login = { phone: amina.phone, password: amina.password };
    const byWeb = await amina.post("/auth/login?mode=cookie", login);
    expect([byWeb.status, byWeb.body["code"]]).toEqual([403, "platform_shut"]);
    expectStatus(await amina.post("/auth/login", login), 200);
  });
});

describe("a person's profile", () => {
  it("is theirs and staff's, and does not exist for others", async () => {
    const { amina, joseph, support, boss } = who;
    expectStatus(await amina.get(`/users/${amina.userId}`), 200);
    expectStatus(await joseph.get(`/users/${amina.userId}`), 404);
    const { body } = await boss.get(`/users/${amina.userId}`);
    // What tells more asks for a reason: POST /admin/users/{id}/reveal.
    expect(body).toEqual((await boss.get(`/admin/users/${amina.userId}`)).body);
    expect(JSON.stringify(body)).not.toContain(amina.phone.slice(4));
    expectStatus(await support.get(`/users/${joseph.userId}`), 404);
  });
});

describe("somebody who left", () => {
  it("is erased a moment later, and the trail says so once", async () => {
    const { amina, support } = who;
    await amina.signIn();
    expectStatus(await amina.post("/users/me/close", { pin: amina.pin }), 204);
    await settled();
    const actions = (await actionsOf(support, amina.userId)).map(({ action }) => action);
    expect(actions.filter((action) => String(action).startsWith("users.account_"))).toEqual([
      "users.account_erased",
      "users.account_closed",
    ]);
  });
});
