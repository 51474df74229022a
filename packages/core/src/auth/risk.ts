import { DAY, HOUR, MINUTE } from "../kernel/index.ts";
import type { LoginOutcome } from "./sign-in-store.ts";

/**
 * How unlike the person a sign-in looks. Weights are data; a score is the sum of what applies, at most 100, and is kept
 * with the reasons that made it.
 */
export const RISK_POINTS = {
  /** No device id came along: nothing to recognise it by. */
  unnamed_device: 25,
  /** Never signed in on before, by somebody who has signed in elsewhere. */
  new_device: 35,
  /** None of the last sign-ins came from this block of addresses. */
  new_network: 15,
  /** Five or more attempts to sign in in the last hour, refused ones too. */
  many_sign_ins: 15,
  /** Ten or more: beside the one above. */
  very_many_sign_ins: 25,
  /** Minutes ago the person was in another network, on another device. */
  far_too_soon: 25,
  /** Nobody has signed in for three months. */
  long_absence: 15,
} as const;
export const RISK_REASONS = Object.keys(RISK_POINTS) as readonly RiskName[];
export type RiskName = keyof typeof RISK_POINTS;

export interface RiskReason {
  readonly factor: RiskName;
  readonly points: number;
}

export interface Risk {
  readonly score: number;
  readonly reasons: readonly RiskReason[];
}

const SCORE_MAX = 100;
const MANY_IN_AN_HOUR = 5;
const VERY_MANY_IN_AN_HOUR = 10;
const TOO_SOON_MS = 15 * MINUTE;
const LONG_ABSENCE_MS = 90 * DAY;

export interface PastLogin {
  readonly outcome: LoginOutcome;
  readonly atMs: number;
  readonly network: string;
  readonly deviceId?: string | undefined;
}

export interface RiskFacts {
  readonly deviceId: string | undefined;
  readonly deviceKnown: boolean;
  /** The present network under every live key. */
  readonly networks: readonly string[];
  /** Newest first. */
  readonly past: readonly PastLogin[];
  readonly nowMs: number;
}

/** The first sign-in of all has nothing to be compared with: no risk is told of it. */
export function assessRisk(facts: RiskFacts): Risk {
  const { past } = facts;
  if (past.length === 0) return { score: 0, reasons: [] };
  const reasons = RISK_REASONS.filter((name) => APPLIES[name](facts)).map((factor) => ({
    factor,
    points: RISK_POINTS[factor],
  }));
  return {
    score: Math.min(
      SCORE_MAX,
      reasons.reduce((sum, { points }) => sum + points, 0),
    ),
    reasons,
  };
}

/** What somebody is known by. An attempt that did not get in makes no network familiar. */
const completed = ({ past }: RiskFacts) => past.filter(({ outcome }) => outcome === "signed_in");
const isHere = ({ networks }: RiskFacts, { network }: PastLogin) => networks.includes(network);
const inLastHour = ({ past, nowMs }: RiskFacts) => past.filter(({ atMs }) => nowMs - atMs < HOUR).length;

const APPLIES: Readonly<Record<RiskName, (facts: RiskFacts) => boolean>> = {
  unnamed_device: ({ deviceId }) => deviceId === undefined,
  new_device: ({ deviceId, deviceKnown }) => deviceId !== undefined && !deviceKnown,
  new_network: (facts) => completed(facts).every((login) => !isHere(facts, login)),
  many_sign_ins: (facts) => inLastHour(facts) >= MANY_IN_AN_HOUR,
  very_many_sign_ins: (facts) => inLastHour(facts) >= VERY_MANY_IN_AN_HOUR,
  far_too_soon: (facts) =>
    completed(facts).some(
      (login) => facts.nowMs - login.atMs < TOO_SOON_MS && !isHere(facts, login) && login.deviceId !== facts.deviceId,
    ),
  long_absence: (facts) => completed(facts).every(({ atMs }) => facts.nowMs - atMs > LONG_ABSENCE_MS),
};
