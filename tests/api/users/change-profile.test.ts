import { describe, expect, it } from "vitest";
import { cloud, send } from "../../kit/cloud.ts";
import { expectStatus, people, Person } from "../../kit/people.ts";
import { staff } from "../../kit/staff.ts";

describe("a person's own account", () => {
  it("is changed, set and closed by its owner; the number is free afterwards", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: { balance: 5_000 } });
    const patched = await amina.request("PATCH", "/users/me", { first_name: "Zainab", country: "NG", version: 0 });
    expectStatus(patched, 200);
    expect(patched.body).toMatchObject({ first_name: "Zainab", country: "NG", version: 1 });
    expectStatus(await amina.request("PATCH", "/users/me", { country: "GH", version: 0 }), 409);
    const replaced = await amina.request("PUT", "/users/me", { first_name: "Zainab", last_name: "Bello", version: 1 });
    expect(replaced.body).toMatchObject({ country: null, version: 2 });
    const alias = await send("GET", `${cloud().origin}/api/v1/user`, { headers: amina.headers() });
    expect(alias.body).toMatchObject({ first_name: "Zainab", version: 2 });
    const paid = await joseph.post(
      "/wallet/transfer",
      { to_phone: amina.phone, amount: 100, currency: "NGN", pin: joseph.pin },
      { key: "t" },
    );
    expectStatus(paid, 201);
    expect(JSON.stringify(paid.body)).toContain("Zainab B.");

    const settings = await amina.request("PUT", "/users/me/settings", { theme: "dark", daily_limit: 1_000 });
    expect(settings.body).toMatchObject({ theme: "dark", daily_limit: 1_000, version: 1 });
    const looser = await amina.request("PUT", "/users/me/settings", { daily_limit: null });
    expect(looser.body["code"]).toBe("pin_required");
    const proved = await amina.request("PUT", "/users/me/settings", { daily_limit: null, pin: amina.pin });
    expect(proved.body).toMatchObject({ daily_limit: null, version: 2 });
    const notices = await amina.request("PUT", "/users/me/notification-settings", { promotions: false });
    expect(notices.body).toMatchObject({ promotions: false, push_enabled: true });
    expect((await amina.get("/users/me/notification-settings")).body).toEqual(notices.body);
    expectStatus(await amina.get("/users/me/driver-profile"), 404);
    const driver = await staff("driver");
    const vehicle = { vehicle_number: "Corolla 2019", plate_number: "LAG 123 AB", status: "available" };
    const profile = await driver.request("PUT", "/users/me/driver-profile", vehicle);
    expectStatus(profile, 200);
    expect(profile.body).toMatchObject(vehicle);
    expect((await driver.get("/users/me/driver-profile")).body).toEqual(profile.body);
    expect((await amina.get("/users/me/referrals")).body.items).toEqual([]);

    expect((await amina.post("/users/me/close", { pin: amina.pin })).body["code"]).toBe("wallet_not_empty");
    const back = { to_phone: joseph.phone, amount: 100, currency: "NGN", pin: amina.pin };
    expectStatus(await amina.post("/wallet/transfer", back, { key: "b" }), 201);
    expectStatus(await amina.post("/users/me/close", { pin: amina.pin, reason: "moving" }), 204);
    expectStatus(await amina.post("/auth/token/refresh", { refresh: amina.refresh }), 403);
    expectStatus(await amina.get("/users/me"), 404);
    const late = { to_phone: amina.phone, amount: 100, currency: "NGN", pin: joseph.pin };
    expectStatus(await joseph.post("/wallet/transfer", late, { key: "late" }), 404);
    const somebody = await new Person(amina.phone, "Somebody").signUp();
    expect(somebody.userId).not.toBe(amina.userId);
  });
});
