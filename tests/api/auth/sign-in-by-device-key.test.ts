import { expect, it } from "vitest";
import { DeviceKey } from "../../kit/authenticator.ts";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people } from "../../kit/people.ts";
import { OnDevice, withTotp } from "../../kit/sign-in.ts";

it("POST /auth/biometric/login signs in by the device's key, where a second factor is wanted always too", async () => {
  const { amina } = await people({ amina: {} });
  const key = new DeviceKey();
  const wrong = await amina.request("PUT", "/auth/device-key", { public_key: key.publicKey, password: "000000" });
  expect([wrong.status, wrong.body["code"]]).toEqual([422, "password_incorrect"]);
  const set = { public_key: key.publicKey, password: amina.password };
  expectStatus(await amina.request("PUT", "/auth/device-key", set), 204);
  await withTotp(amina);
  expectStatus(await amina.request("PUT", "/auth/mfa/preference", { always: true }), 204);

  const { userId } = amina;
  const signed = async () => {
    const { body } = await amina.post("/auth/biometric/challenge", {});
    const challenge = String(body["challenge"]);
    return { user_id: userId, challenge, signature: key.sign(userId, challenge) };
  };
  const given = await signed();
  const answer = await amina.post("/auth/biometric/login", given);
  expectStatus(answer, 200);
  expect(answer.body).toMatchObject({ user: { id: userId } });
  const again = await amina.post("/auth/biometric/login", given);
  expect([again.status, again.body["code"]]).toEqual([422, "challenge_expired"]);
  const elsewhere = await new OnDevice(amina, "thief").post("/auth/biometric/login", await signed());
  expect([elsewhere.status, elsewhere.body["code"]]).toEqual([422, "device_key_invalid"]);
  const late = await signed();
  await local.advance("PT5M", []);
  expect((await amina.post("/auth/biometric/login", late)).body["code"]).toBe("challenge_expired");
  expectStatus(await amina.request("DELETE", "/auth/device-key"), 204);
  expect((await amina.post("/auth/biometric/login", await signed())).body["code"]).toBe("device_key_invalid");
});
