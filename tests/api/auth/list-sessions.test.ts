import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";
import { OnDevice } from "../../kit/sign-in.ts";

describe("GET /auth/sessions", () => {
  it("shows where one is signed in; ending one ends its refresh token and its money at once, and no other", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const tablet = new OnDevice(amina, "tablet");
    await tablet.signIn();
    const { body } = await amina.get("/auth/sessions");
    expect(body.items).toMatchObject([
      { device_id: "tablet", first_factor: "otp", second_factor: null, current: false },
      { device_id: amina.deviceId, first_factor: "registration", current: true },
    ]);
    const id = String(body.items?.[0]?.["id"]);

    expect((await joseph.request("DELETE", `/auth/sessions/${id}`)).status).toBe(404);
    expectStatus(await amina.request("DELETE", `/auth/sessions/${id}`), 204);
    expectStatus(await amina.request("DELETE", `/auth/sessions/${id}`), 204);
    const order = { to_user: joseph.userId, amount: 1_000, currency: "NGN", pin: amina.pin };
    const spent = await tablet.post("/wallet/transfer", order);
    expect([spent.status, spent.body["code"]]).toEqual([401, "session_revoked"]);
    expectStatus(await tablet.post("/auth/token/refresh", { refresh: tablet.refresh }), 401);
    expectStatus(await amina.post("/wallet/transfer", order), 201);
    expect((await amina.get("/auth/sessions")).body.items).toHaveLength(1);
  });

  it("and devices: named, forgotten with their sessions, new again afterwards", async () => {
    const { amina, joseph } = await people({ amina: {}, joseph: {} });
    const tablet = await new OnDevice(amina, "tablet").signIn();
    const devices = await amina.get("/auth/devices");
    expect(devices.body.items).toMatchObject([{ device_id: "tablet" }, { device_id: amina.deviceId, current: true }]);
    const path = `/auth/devices/${String(devices.body.items?.[0]?.["id"])}`;
    expectStatus(await amina.request("PATCH", path, { name: "Kitchen tablet" }), 204);
    expect((await joseph.request("PATCH", path, { name: "Mine" })).status).toBe(404);
    expect((await joseph.request("DELETE", path)).status).toBe(404);
    expect((await amina.get("/auth/devices")).body.items?.[0]).toMatchObject({ name: "Kitchen tablet" });
    expectStatus(await amina.request("DELETE", path), 204);
    expectStatus(await tablet.post("/auth/token/refresh", { refresh: tablet.refresh }), 401);
    expect((await amina.get("/auth/devices")).body.items).toHaveLength(1);
    expectStatus(await amina.request("DELETE", "/auth/sessions"), 204);
    expectStatus(await amina.post("/auth/token/refresh", { refresh: amina.refresh }), 401);
  });
});
