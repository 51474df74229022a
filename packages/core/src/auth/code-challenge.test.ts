import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { keyRing, newId, now, type SecretName, setKeyRing } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { ChallengeId } from "./account-wire.ts";
import { challengeIn, nameCode, ownerIn } from "./code-challenge.ts";
import { OTP_LIFE_MS } from "./model.ts";
import { phonePlaces } from "./otp.ts";
import { useTestSecrets } from "./secrets.testkit.ts";

beforeAll(() => {
  useTestSecrets();
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => useTestSecrets());

const placesOf = (purpose: "login" | "reset_password" = "login") => phonePlaces(readPhone("+2348031234567"), purpose);
const owner = newId();
function named(ownerId?: string) {
  const [place = { contactHash: "", purpose: "login" as const }] = placesOf();
  return nameCode({ ...place, challengeId: newId(), expiresAtMs: now() + OTP_LIFE_MS }, ownerId);
}
function rotate(name: SecretName): void {
  const { keys } = keyRing(name);
  setKeyRing(name, { current: "k2", keys: { ...keys, k2: Buffer.alloc(32, name).toString("base64url") } });
}

describe("the name of a code", () => {
  it("says to us whose the number was, and to nobody else whether it was anybody's", () => {
    const [hers, nobodys] = [named(owner), named(undefined)];
    expect(ownerIn(hers, placesOf())).toBe(owner);
    // Something is read ahead for nobody as well.
    expect(ownerIn(nobodys, placesOf())).toMatch(/^[0-9a-f-]{36}$/);
    expect(hers).toHaveLength(nobodys.length);
    // Nor does it repeat itself: two names of one owner have no more in common than those of two.
    expect(named(owner).split(".")[2]?.slice(0, 16)).not.toBe(hers.split(".")[2]?.slice(0, 16));
    for (const name of [hers, nobodys]) {
      expect(ChallengeId.parse(name)).toBe(name);
      expect(Buffer.from(name.split(".")[2] ?? "", "base64url").toString("latin1")).not.toContain(owner.slice(0, 8));
    }
  });

  it("says nothing for another number, purpose or code, once the code is over, or when it was touched", () => {
    const name = named(owner);
    const [challenge = "", keyId = "", sealed = ""] = name.split(".");
    expect(ownerIn(name, phonePlaces(readPhone("+2348031234568"), "login"))).toBeUndefined();
    expect(ownerIn(name, placesOf("reset_password"))).toBeUndefined();
    const flipped = `${sealed.startsWith("A") ? "B" : "A"}${sealed.slice(1)}`;
    const touched = [
      [newId(), keyId, sealed],
      [challenge, "k9", sealed],
      [challenge, "constructor", sealed],
      [challenge, keyId, flipped],
      [challenge, keyId, "A".repeat(104)],
      [challenge],
    ].map((parts) => parts.join("."));
    for (const other of [...touched, "", undefined]) expect(ownerIn(other, placesOf()), other).toBeUndefined();
    vi.setSystemTime(now() + OTP_LIFE_MS);
    expect(ownerIn(name, placesOf())).toBeUndefined();
    expect(challengeIn(name)).toBe(challenge);
  });

  it("is read while its keys are replaced, and no longer once they are gone", () => {
    const name = named(owner);
    rotate("OTP_KEYS");
    rotate("LOOKUP_KEYS");
    expect(ownerIn(name, placesOf())).toBe(owner);
    expect(named(owner).split(".")[1]).toBe("k2");
    setKeyRing("OTP_KEYS", { current: "k2", keys: { k2: keyRing("OTP_KEYS").keys["k2"] ?? "" } });
    expect(ownerIn(name, placesOf())).toBeUndefined();
  });
});
