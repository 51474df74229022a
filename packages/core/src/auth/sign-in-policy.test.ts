import { describe, expect, it } from "vitest";
import type { FirstFactor, SetUpFactor } from "./factors.ts";
import type { Risk } from "./risk.ts";
import { decideSecondFactors, type SignInQuestion } from "./sign-in-policy.ts";

const calm: Risk = { score: 0, reasons: [] };
const newDevice: Risk = { score: 35, reasons: [{ factor: "new_device", points: 35 }] };
const wild: Risk = { score: 75, reasons: [{ factor: "long_absence", points: 75 }] };

function asked(
  proven: readonly FirstFactor[],
  risk: Risk,
  secondFactors?: readonly SetUpFactor[],
  more: Partial<SignInQuestion["credentials"]> = {},
) {
  return decideSecondFactors({ credentials: { roles: ["rider"], secondFactors, ...more }, proven, risk });
}

const SET_UP: readonly SetUpFactor[] = ["totp", "recovery_code"];

describe("a second factor", () => {
  it("is asked of who has one on a new device, at a high risk, and always where they want it", () => {
    expect(asked(["otp"], calm, SET_UP)).toEqual([]);
    expect(asked(["otp"], newDevice, SET_UP)).toEqual(["totp", "recovery_code"]);
    expect(asked(["otp"], wild, SET_UP)).toEqual(["totp", "recovery_code"]);
    expect(asked(["password"], calm, SET_UP, { secondFactorAlways: true })).toEqual(["totp", "recovery_code"]);
  });

  it("is the password beside a code, or the other way round, for who has none; and only at a high risk", () => {
    expect(asked(["otp"], newDevice)).toEqual([]);
    expect(asked(["otp"], wild)).toEqual(["password"]);
    expect(asked(["email_otp"], wild)).toEqual(["password"]);
    expect(asked(["password"], wild)).toEqual(["otp"]);
    expect(asked(["password", "otp"], wild)).toEqual([]);
  });

  it("is asked of staff always, and questions never recover them", () => {
    const staff = { roles: ["rider", "support"] } as const;
    const all: readonly SetUpFactor[] = ["passkey", "recovery_code", "security_questions"];
    expect(asked(["otp"], calm, all, staff)).toEqual(["passkey", "recovery_code"]);
    expect(asked(["device_key"], calm, all, staff)).toEqual(["passkey", "recovery_code"]);
    expect(asked(["password", "otp"], calm, all, staff)).toEqual(["passkey", "recovery_code"]);
  });

  it("is not asked after a passkey, nor of customers after the device's own key", () => {
    const always = { secondFactorAlways: true };
    expect(asked(["passkey"], wild, SET_UP, { roles: ["super_admin"] })).toEqual([]);
    expect(asked(["device_key"], wild, SET_UP, always)).toEqual([]);
  });
});
