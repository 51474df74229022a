import {
  equals,
  getItem,
  missing,
  present as exists,
  queryItems,
  remove,
  transact,
  update,
  type Write,
} from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import type { Customer } from "../kernel/index.ts";
import { factorErrors } from "./factor-errors.ts";
import { isStrong, without } from "./factors.ts";
import { factorsChange, requireStepUp } from "./second-factor.ts";
import { loadSessions } from "./sessions.ts";
import { type Session, sessionItem } from "./session-store.ts";
import { policyFor } from "./sign-in-policy.ts";
import { type Device, deviceItem, deviceOf } from "./sign-in-store.ts";

/** Devices that somebody has signed in on: what they are called, when they were last used, and forgetting one. */

const DEVICES_MAX = 100;
/** Sessions that one transaction ends: beside them stand the device and the entry in the trail. */
const ENDED_AT_ONCE_MAX = 90;

export interface DeviceSeen extends Device {
  /** The later of its last sign-in and the last refresh of a session on it. */
  readonly lastUsedAtMs: number;
  /** The one that asks. */
  readonly current: boolean;
}

/** The caller's own devices, the last used first. */
export async function listDevices(actor: Customer): Promise<readonly DeviceSeen[]> {
  const { userId, origin } = actor;
  const [{ items }, sessions] = await Promise.all([
    queryItems(deviceItem, { userId }, { limit: DEVICES_MAX }),
    loadSessions(actor),
  ]);
  return items
    .map((device) => ({
      ...device,
      lastUsedAtMs: Math.max(device.lastSignInAtMs, ...on(device, sessions).map(({ rotatedAtMs }) => rotatedAtMs)),
      current: device.deviceId === origin.deviceId,
    }))
    .sort((a, b) => b.lastUsedAtMs - a.lastUsedAtMs);
}

function on({ deviceId }: Device, sessions: readonly Session[]): readonly Session[] {
  return sessions.filter((session) => session.deviceId === deviceId);
}

/** Gives a device a name that its owner knows it by. Asks for FIELD_KEYS. */
export async function renameDevice(actor: Customer, device: string, name: string): Promise<void> {
  const { userId } = actor;
  const outcome = await transact([
    update(deviceItem, { userId, device }, { rule: "device", when: [exists()], set: { name } }),
    auditEntry(actor, { action: "auth.device_renamed", subject: { kind: "device", id: device }, userId }),
  ]);
  if (!outcome.committed && outcome.failed.has("device")) throw factorErrors.device_not_found();
}

/**
 * Forgets a device and ends its sessions: the next sign-in on it is one on a new device. One that approves sign-ins is a
 * second factor, and goes as one does: for whoever just gave theirs.
 */
export async function forgetDevice(actor: Customer, device: string): Promise<void> {
  const { userId } = actor;
  const [known, sessions] = await Promise.all([getItem(deviceItem, { userId, device }), loadSessions(actor)]);
  if (known === undefined) throw factorErrors.device_not_found();
  const outcome = await transact([
    remove(deviceItem, { userId, device }, { rule: "device", when: [asKnown(known)] }),
    ...(known.approves === true ? await withoutApprover(actor, device) : []),
    ...on(known, sessions)
      .slice(0, ENDED_AT_ONCE_MAX)
      .map((session) => update(sessionItem, session, { when: [], set: { status: "revoked" as const } })),
    auditEntry(actor, { action: "auth.device_forgotten", subject: { kind: "device", id: device }, userId }),
  ]);
  // The entry in the way is our own: it was committed, and only the answer got lost.
  if (!outcome.committed && !outcome.failed.has("audit")) throw factorErrors.factors_changed_meanwhile();
}

/** It has not become one that approves meanwhile. */
function asKnown({ approves }: Device) {
  return approves === undefined ? missing("approves") : equals("approves", approves);
}

async function withoutApprover(actor: Customer, device: string): Promise<Write[]> {
  const credentials = await requireStepUp(actor);
  if (await hasOtherApprover(actor, device)) return [factorsChange(credentials, {})];
  const left = without(credentials.secondFactors ?? [], "push");
  if (policyFor(credentials.roles).always && !left.some(isStrong)) throw factorErrors.last_factor();
  return [factorsChange(credentials, { secondFactors: left })];
}

/** The device that calls, as the table knows it. */
export async function loadOwnDevice({ userId, origin }: Customer): Promise<Device> {
  const { deviceId } = origin;
  if (deviceId === undefined) throw factorErrors.device_unnamed();
  const device = await getItem(deviceItem, { userId, device: deviceOf(userId, deviceId) });
  if (device === undefined) throw factorErrors.device_not_found();
  return device;
}

/** Lets a device approve sign-ins elsewhere, or no longer. Rule: "device". */
export function approvalChange({ userId, device }: Pick<Device, "userId" | "device">, approves: boolean) {
  return update(deviceItem, { userId, device }, { rule: "device", when: [exists()], set: { approves } });
}

/** True when another device than this one approves sign-ins. Asked after the credentials were read: see `factorsChange`. */
export async function hasOtherApprover({ userId }: Customer, device: string): Promise<boolean> {
  const { items } = await queryItems(deviceItem, { userId }, { limit: DEVICES_MAX });
  return items.some((one) => one.approves === true && one.device !== device);
}
