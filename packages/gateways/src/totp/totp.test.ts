import { describe, expect, it } from "vitest";
import { totpCode } from "../../../../tests/kit/authenticator.ts";
import { otpauthTotp } from "./index.ts";

/** RFC 6238, appendix B, SHA-1: the secret is "12345678901234567890"; of its eight digits the last six are ours. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const VECTORS = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
] as const;

describe("codes of an authenticator app", () => {
  it.each(VECTORS)("at second %d are those of RFC 6238", (seconds, eight) => {
    const code = eight.slice(-6);
    expect(totpCode(SECRET, seconds * 1_000)).toBe(code);
    expect(otpauthTotp.stepOf(SECRET, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
  });

  it("are taken one step early or late, and no more", () => {
    const code = totpCode(SECRET, 600_000);
    expect([540_000, 570_000, 600_000, 630_000, 660_000].map((at) => otpauthTotp.stepOf(SECRET, code, at))).toEqual([
      undefined,
      20,
      20,
      20,
      undefined,
    ]);
  });

  it("come of secrets of 160 bits of chance, each another", () => {
    const secrets = Array.from({ length: 20 }, () => otpauthTotp.newSecret());
    expect(new Set(secrets).size).toBe(20);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(otpauthTotp.uri(SECRET, "0123")).toMatch(/^otpauth:\/\/totp\/Cowry:0123\?.*secret=GEZDGNBV/);
  });
});
