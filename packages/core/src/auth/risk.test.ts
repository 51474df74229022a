import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, now } from "../kernel/index.ts";
import { assessRisk, type PastLogin, RISK_POINTS, type RiskFacts, type RiskName } from "./risk.ts";

const nowMs = now();
const login = (agoMs: number, changes: Partial<PastLogin> = {}): PastLogin => ({
  outcome: "signed_in",
  atMs: nowMs - agoMs,
  network: "home",
  deviceId: "phone",
  ...changes,
});
const facts = (changes: Partial<RiskFacts> = {}): RiskFacts => ({
  deviceId: "phone",
  deviceKnown: true,
  networks: ["home"],
  past: [login(DAY)],
  nowMs,
  ...changes,
});
const reasons = (changes: Partial<RiskFacts>): readonly RiskName[] =>
  assessRisk(facts(changes)).reasons.map(({ factor }) => factor);

describe("the risk of a sign-in", () => {
  it("is nothing on the device and in the network that one knows, and of the very first one", () => {
    expect(assessRisk(facts())).toEqual({ score: 0, reasons: [] });
    expect(assessRisk(facts({ past: [], deviceKnown: false, networks: ["elsewhere"] })).score).toBe(0);
  });

  it.each<[RiskName, Partial<RiskFacts>]>([
    ["unnamed_device", { deviceId: undefined }],
    ["new_device", { deviceKnown: false }],
    ["new_network", { networks: ["elsewhere"] }],
    ["many_sign_ins", { past: Array.from({ length: 5 }, () => login(10 * MINUTE)) }],
    ["long_absence", { past: [login(91 * DAY)] }],
  ])("tells %s, with its points and no others", (name, changes) => {
    expect(assessRisk(facts(changes))).toEqual({
      score: RISK_POINTS[name],
      reasons: [{ factor: name, points: RISK_POINTS[name] }],
    });
  });

  it("tells that somebody cannot be in two places within minutes, and that a phone can", () => {
    const elsewhere = { past: [login(5 * MINUTE, { network: "abroad", deviceId: "other" }), login(DAY)] };
    expect(reasons(elsewhere)).toEqual(["far_too_soon"]);
    const past = [login(5 * MINUTE, { network: "mobile" }), login(DAY)];
    expect(reasons({ past })).toEqual([]);
    expect(reasons({ past: [login(HOUR, { network: "abroad", deviceId: "other" }), login(DAY)] })).toEqual([]);
  });

  it("counts attempts that did not get in, and takes nothing they came from for familiar", () => {
    const tried = (changes: Partial<PastLogin> = {}) =>
      Array.from({ length: 5 }, () => login(MINUTE, { network: "elsewhere", deviceId: "other", ...changes }));
    const past = [...tried({ outcome: "refused" }), ...tried({ outcome: "second_factor_asked" }), login(DAY)];
    expect(reasons({ past })).toEqual(["many_sign_ins", "very_many_sign_ins"]);
    expect(reasons({ past, networks: ["elsewhere"] })).toContain("new_network");
    expect(reasons({ past: [...tried({ outcome: "refused" }), login(91 * DAY)] })).toContain("long_absence");
  });

  it("is never more than 100, and knows a network under an older key", () => {
    const worst = facts({
      deviceKnown: false,
      networks: ["elsewhere"],
      past: Array.from({ length: 12 }, () => login(MINUTE, { deviceId: "other" })),
    });
    expect(assessRisk(worst).score).toBe(100);
    expect(reasons({ networks: ["under the new key", "home"] })).toEqual([]);
  });
});
