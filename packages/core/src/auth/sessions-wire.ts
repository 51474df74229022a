import * as z from "zod/mini";
import { Id, isoTime, type Page, pageOf, text, Time } from "../kernel/index.ts";
import type { Challenge } from "./challenge.ts";
import type { KeyAnswer } from "./device-key.ts";
import type { DeviceSeen } from "./devices.ts";
import { FIRST_FACTORS, SECOND_FACTORS } from "./factors.ts";
import type { LoginSeen } from "./login-activity.ts";
import { RISK_REASONS } from "./risk.ts";
import type { SessionSeen } from "./sessions.ts";
import { LOGIN_OUTCOMES } from "./sign-in-store.ts";
import { Opaque, Seconds } from "./session-wire.ts";

/** Sessions, devices and past sign-ins on the wire. */

const Label = z.string().check(z.maxLength(128));
const Ip = z.string().check(z.minLength(2), z.maxLength(45));
export const DeviceName = text(64);

const SessionView = z.strictObject({
  id: Id,
  device_id: z.nullable(Label),
  user_agent: z.nullable(Label),
  ip: Ip,
  first_factor: z.nullable(z.enum(FIRST_FACTORS)),
  second_factor: z.nullable(z.enum(SECOND_FACTORS)),
  created_at: Time,
  last_used_at: Time,
  expires_at: Time,
  current: z.boolean(),
});
export const SessionList = pageOf(SessionView);

export function sessionList(sessions: readonly SessionSeen[]): z.output<typeof SessionList> {
  return { items: sessions.map(sessionView), next_cursor: null };
}

function sessionView(session: SessionSeen): z.output<typeof SessionView> {
  return {
    id: session.sessionId,
    device_id: session.deviceId ?? null,
    user_agent: session.userAgent ?? null,
    ip: session.ip,
    first_factor: session.firstFactor ?? null,
    second_factor: session.secondFactor ?? null,
    created_at: isoTime(session.createdAtMs),
    last_used_at: isoTime(session.rotatedAtMs),
    expires_at: isoTime(Math.min(session.idleEndsAtMs, session.endsAtMs)),
    current: session.current,
  };
}

const DeviceView = z.strictObject({
  id: Id,
  device_id: Label,
  name: z.nullable(DeviceName),
  user_agent: z.nullable(Label),
  trusted_since: Time,
  last_used_at: Time,
  signs_in_by_key: z.boolean(),
  approves_sign_ins: z.boolean(),
  current: z.boolean(),
});
export const DeviceList = pageOf(DeviceView);

export function deviceList(devices: readonly DeviceSeen[]): z.output<typeof DeviceList> {
  return { items: devices.map(deviceView), next_cursor: null };
}

function deviceView(device: DeviceSeen): z.output<typeof DeviceView> {
  return {
    id: device.device,
    device_id: device.deviceId,
    name: device.name ?? null,
    user_agent: device.userAgent ?? null,
    trusted_since: isoTime(device.trustedAtMs),
    last_used_at: isoTime(device.lastUsedAtMs),
    signs_in_by_key: device.publicKey !== undefined,
    approves_sign_ins: device.approves === true,
    current: device.current,
  };
}

export const DeviceRename = z.strictObject({ name: DeviceName });
export const ById = z.strictObject({ id: Id });

const Points = z.int().check(z.minimum(0), z.maximum(100));
const LoginView = z.strictObject({
  id: Id,
  outcome: z.enum(LOGIN_OUTCOMES),
  first_factor: z.enum(FIRST_FACTORS),
  second_factor: z.nullable(z.enum(SECOND_FACTORS)),
  device_id: z.nullable(Label),
  user_agent: z.nullable(Label),
  ip: Ip,
  risk: z.strictObject({
    score: Points,
    reasons: z
      .array(z.strictObject({ factor: z.enum(RISK_REASONS), points: Points }))
      .check(z.maxLength(RISK_REASONS.length)),
  }),
  at: Time,
});
export const LoginPage = pageOf(LoginView);

export function loginPage({ items, nextCursor }: Page<LoginSeen>): z.output<typeof LoginPage> {
  return { items: items.map(loginView), next_cursor: nextCursor };
}

function loginView(login: LoginSeen): z.output<typeof LoginView> {
  return {
    id: login.loginId,
    outcome: login.outcome,
    first_factor: login.firstFactor,
    second_factor: login.secondFactor ?? null,
    device_id: login.deviceId ?? null,
    user_agent: login.userAgent ?? null,
    ip: login.ip,
    risk: { score: login.score, reasons: login.reasons.map(({ factor, points }) => ({ factor, points })) },
    at: isoTime(login.atMs),
  };
}

const Base64Url = (maxLength: number) =>
  z.string().check(z.minLength(16), z.maxLength(maxLength), z.regex(/^[A-Za-z0-9_-]+$/));
/** As typed: what a password has to be is said where one is chosen. */
export const GivenPassword = z.string().check(z.minLength(6), z.maxLength(128), z.regex(/^[^\p{Cc}\p{Cs}]+$/u));

export const DeviceKeyBody = z.strictObject({ public_key: Base64Url(256), password: GivenPassword });
export const ChallengeView = z.strictObject({ challenge: Opaque, expires_in: Seconds });

export function challengeView({ text: challenge, expiresInMs }: Challenge): z.output<typeof ChallengeView> {
  return { challenge, expires_in: expiresInMs / 1_000 };
}

export const DeviceSignature = z.strictObject({ user_id: Id, challenge: Opaque, signature: Base64Url(128) });

export function toKeyAnswer(body: z.output<typeof DeviceSignature>): KeyAnswer {
  return { userId: body.user_id, challenge: body.challenge, signature: body.signature };
}
