import { describe, expect, it } from "vitest";
import { Authenticator, type AuthenticatorOptions } from "../../../../tests/kit/authenticator.ts";
import { webauthn } from "./index.ts";

const verifier = webauthn({ id: "cowry.example", origins: ["https://cowry.example"] });
const challenge = Buffer.from("a challenge of ours").toString("base64url");
const isOurs = (given: string) => given === challenge;
const userHandle = Buffer.from("user").toString("base64url");

async function registered(options: AuthenticatorOptions = {}) {
  const device = new Authenticator(options);
  const { id, response } = device.create({ challenge, userHandle });
  return { device, passkey: await verifier.created({ id, ...response }, isOurs) };
}

function answer(device: Authenticator, asked = challenge) {
  const { id, response } = device.get({ challenge: asked });
  return { id, ...response };
}

describe("a passkey", () => {
  it("is made and used, and its counter goes on", async () => {
    const { device, passkey } = await registered();
    if (passkey === undefined) throw new Error("not made");
    expect(await verifier.used(answer(device), passkey, isOurs)).toBe(1);
    expect(await verifier.used(answer(device), { ...passkey, counter: 1 }, isOurs)).toBe(2);
  });

  it.each([
    ["for another domain", { rpId: "evil.example" }],
    ["on another site", { origin: "https://evil.example" }],
    ["without looking who holds it", { verifiesUser: false }],
  ])("is not made %s", async (_, options) => {
    expect((await registered(options)).passkey).toBeUndefined();
  });

  it("is of no use with a challenge that is not ours, another's signature, changed data or an old counter", async () => {
    const { device, passkey } = await registered();
    const { device: other } = await registered();
    if (passkey === undefined) throw new Error("not made");
    const theirs = answer(device, Buffer.from("another").toString("base64url"));
    const good = answer(device);
    for (const wrong of [
      theirs,
      { ...good, signature: answer(other).signature },
      { ...good, authenticatorData: answer(device).authenticatorData },
    ]) {
      expect(await verifier.used(wrong, passkey, isOurs)).toBeUndefined();
    }
    expect(await verifier.used(answer(device), { ...passkey, counter: 99 }, isOurs)).toBeUndefined();
  });
});
