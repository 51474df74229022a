import { argon2Sync } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { keyRing, newId, setKeyRing } from "../kernel/index.ts";
import { argon2id } from "./argon2.ts";
import { checkSecret, hashSecret } from "./hash.ts";
import { useTestSecrets } from "./secrets.testkit.ts";

const userId = newId();
beforeEach(useTestSecrets);

describe("argon2id", () => {
  it.each([
    { memoryKib: 19_456, passes: 2, lanes: 1 },
    { memoryKib: 64, passes: 3, lanes: 1 },
    { memoryKib: 256, passes: 1, lanes: 4 },
  ])("computes what Node's own implementation computes (%o)", (cost) => {
    const [secret, salt] = [Buffer.from("a secret of any length at all"), Buffer.from("0123456789abcdef")];
    const { memoryKib: memory, passes, lanes: parallelism } = cost;
    const expected = argon2Sync("argon2id", {
      message: secret,
      nonce: salt,
      memory,
      passes,
      parallelism,
      tagLength: 32,
    });
    expect(argon2id(secret, salt, cost, 32)).toEqual(expected);
  });

  it("leaves no trace in the process: no listeners, no globals", () => {
    const before = [process.listenerCount("uncaughtException"), process.listenerCount("unhandledRejection")];
    const globals = Object.keys(globalThis);
    argon2id(Buffer.from("x"), Buffer.from("0123456789abcdef"), { memoryKib: 64, passes: 1, lanes: 1 }, 32);
    expect([process.listenerCount("uncaughtException"), process.listenerCount("unhandledRejection")]).toEqual(before);
    expect(Object.keys(globalThis)).toEqual(globals);
  });
});

describe("secrets at rest", () => {
  it("knows the right secret from a wrong one", () => {
    const stored = hashSecret("pin", userId, "4821");
    expect(checkSecret(stored, "pin", userId, "4821")).toEqual({ correct: true, outdated: false });
    expect(checkSecret(stored, "pin", userId, "4822")).toEqual({ correct: false, outdated: false });
  });

  it("compares what was typed: no case, space or end of it is dropped", () => {
    const typed = ` Plover-${"x".repeat(120)} `;
    const stored = hashSecret("password", userId, typed);
    const compared = (other: string) => checkSecret(stored, "password", userId, other).correct;
    expect(compared(typed)).toBe(true);
    for (const other of [typed.toLowerCase(), typed.trim(), typed.slice(0, -2), `${typed} `, typed.slice(0, 72)]) {
      expect(compared(other)).toBe(false);
    }
  });

  it("does not show the secret, and never the same text twice", () => {
    const [one, two] = [hashSecret("pin", userId, "4821"), hashSecret("pin", userId, "4821")];
    expect(one).toMatch(/^k1\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
  });

  it("does not fit another person, nor another kind of secret", () => {
    const stored = hashSecret("pin", userId, "4821");
    expect(checkSecret(stored, "pin", newId(), "4821").correct).toBe(false);
    expect(checkSecret(stored, "password", userId, "4821").correct).toBe(false);
  });

  it("still fits after the pepper was rotated, and asks to be made anew", () => {
    const stored = hashSecret("pin", userId, "4821");
    const { keys } = keyRing("PIN_PEPPERS");
    setKeyRing("PIN_PEPPERS", { current: "k2", keys: { ...keys, k2: Buffer.alloc(32, 7).toString("base64url") } });
    expect(checkSecret(stored, "pin", userId, "4821")).toEqual({ correct: true, outdated: true });
  });

  it("asks to be made anew when it was made at another cost", () => {
    const dear = hashSecret("pin", userId, "4821");
    const cheap = dear.replace("m=19456,t=2", "m=64,t=1");
    expect(checkSecret(cheap, "pin", userId, "4821").outdated).toBe(true);
  });

  it("is worthless without the pepper", () => {
    const stored = hashSecret("pin", userId, "4821");
    setKeyRing("PIN_PEPPERS", { current: "k1", keys: { k1: Buffer.alloc(32, 9).toString("base64url") } });
    expect(checkSecret(stored, "pin", userId, "4821").correct).toBe(false);
  });
});
