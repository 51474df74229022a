import { beforeEach, describe, expect, it } from "vitest";
import { lookupHash, lookupHashes, seal, unseal } from "./field.ts";
import { type SecretName, setKeyRing } from "./keys.ts";

const key = (name: string) => Buffer.alloc(32, name).toString("base64url");
const ring = (name: SecretName, current: string, ...others: readonly string[]) =>
  setKeyRing(name, { current, keys: Object.fromEntries([current, ...others].map((id) => [id, key(id)])) });

beforeEach(() => {
  ring("FIELD_KEYS", "k1");
  ring("LOOKUP_KEYS", "k1");
});

describe("a sealed value", () => {
  it("opens where it was sealed for, and is another text each time", () => {
    const [one, two] = [seal("+2348031234567", "user:1:phone"), seal("+2348031234567", "user:1:phone")];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^k1\.[\w-]+$/);
    expect([one, two].map((sealed) => unseal(sealed, "user:1:phone"))).toEqual(["+2348031234567", "+2348031234567"]);
  });

  it("does not open in another row, nor with any byte changed", () => {
    const sealed = seal("+2348031234567", "user:1:phone");
    expect(() => unseal(sealed, "user:2:phone")).toThrow();
    const bytes = Buffer.from(sealed.slice("k1.".length), "base64url");
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unseal(`k1.${changed.toString("base64url")}`, "user:1:phone")).toThrow();
    }
  });

  it("opens as long as its key is in the ring, and not afterwards", () => {
    const sealed = seal("Amina", "user:1:names");
    ring("FIELD_KEYS", "k2", "k1");
    expect(unseal(sealed, "user:1:names")).toBe("Amina");
    expect(seal("Amina", "user:1:names")).toMatch(/^k2\./);
    ring("FIELD_KEYS", "k2");
    expect(() => unseal(sealed, "user:1:names")).toThrow();
  });
});

describe("a lookup hash", () => {
  it("is another for another kind or key, and the present key's comes first", () => {
    const before = lookupHash("phone", "+2348031234567");
    expect(lookupHash("email", "+2348031234567")).not.toBe(before);
    ring("LOOKUP_KEYS", "k2", "k1");
    expect(lookupHashes("phone", "+2348031234567")).toEqual([lookupHash("phone", "+2348031234567"), before]);
  });
});
