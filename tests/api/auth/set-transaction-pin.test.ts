import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";
import { wrongFields } from "./auth.testkit.ts";

describe("POST /auth/set-transaction-pin", () => {
  it("changes the PIN for whoever gives the present one, or the password and a code", async () => {
    const { amina } = await people({ amina: {} });
    expectStatus(await amina.post("/auth/set-transaction-pin", { pin: "7302", current_pin: amina.pin }), 204);
    expectStatus(await amina.post("/auth/verify-pin", { pin: "7302" }), 200);
    const asked = await amina.post("/auth/phone/submit", { phone: amina.phone, purpose: "change_pin" });
    const code = { otp: await amina.newestCode(), challenge_id: asked.body["challenge_id"] };
    const byPassword = { pin: "5190", password: amina.password, ...code };
    expectStatus(await amina.post("/auth/set-transaction-pin", byPassword), 204);
    expectStatus(await amina.post("/auth/verify-pin", { pin: "5190" }), 200);
    expect((await amina.post("/auth/verify-pin", { pin: "7302" })).body["code"]).toBe("pin_incorrect");
  });

  it("does not change it for a session alone, nor for a wrong proof", async () => {
    const { amina } = await people({ amina: {} });
    const codeOf = async (proof: object) => {
      const answer = await amina.post("/auth/set-transaction-pin", { pin: "7302", ...proof });
      return [answer.status, answer.body["code"]];
    };
    expect(await codeOf({})).toEqual([422, "pin_change_unproven"]);
    expect(await codeOf({ current_pin: "0001" })).toEqual([422, "pin_incorrect"]);
    expect(await codeOf({ password: amina.password })).toEqual([422, "pin_change_unproven"]);
    expect(await codeOf({ password: "000000", otp: "000000" })).toEqual([422, "password_incorrect"]);
    expectStatus(await amina.post("/auth/verify-pin", { pin: amina.pin }), 200);
  });

  it("refuses what is too easy to guess, and what is no PIN", async () => {
    const { amina } = await people({ amina: {} });
    const set = (pin: unknown) => amina.post("/auth/set-transaction-pin", { pin, current_pin: amina.pin });
    for (const pin of ["0000", "1234", "9876", "7777", "1991"]) {
      const answer = await set(pin);
      expect([answer.status, answer.body["code"]], pin).toEqual([422, "pin_weak"]);
    }
    for (const pin of ["123", "12345", "12a4", 1234, null]) {
      const answer = await set(pin);
      expect([answer.status, wrongFields(answer)], String(pin)).toEqual([400, ["pin"]]);
    }
    expectStatus(await amina.post("/auth/verify-pin", { pin: amina.pin }), 200);
  });

  it("ends the confirmation tokens that the old PIN bought", async () => {
    const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    expectStatus(await amina.post("/auth/set-transaction-pin", { pin: "7302", current_pin: amina.pin }), 204);
    const order = { to_user: joseph.userId, amount: 1_000, currency: "NGN", confirmation };
    const answer = await amina.post("/wallet/transfer", order);
    expect([answer.status, answer.body["code"]]).toEqual([422, "confirmation_invalid"]);
  });
});
