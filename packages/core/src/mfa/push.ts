import { above, absent, below, equals, put, remove, transact, update, type Write, write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import {
  approvalChange,
  type Credentials,
  endWaiting,
  factorErrors,
  hasOtherApprover,
  loadOwnDevice,
  readWaiting,
  requireStepUp,
  takeAnswer,
} from "../auth/index.ts";
import { type Anyone, type Customer, newId, now, randomDigits, seal, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { PUSH_LIFE_MS, PUSH_TRIES_MAX } from "./model.ts";
import { admitPush } from "./rates.ts";
import { noteWrong } from "./refused.ts";
import { addFactor, proveOwner, removeFactor } from "./set-up.ts";
import { findPush, loadPushes, type Push, pushItem } from "./store.ts";

/**
 * Approval on another device: the sign-in shows two digits, the signed-in device that approves asks for them. Whoever
 * is asked out of the blue has no number to give, and denies.
 */

const NUMBER_DIGITS = 2;
const POLL_SECONDS = 2;

/** Lets the device that calls approve sign-ins; gives recovery codes when there are none yet. */
export async function enablePush(actor: Customer, password: string): Promise<readonly string[]> {
  const [credentials, device] = [await proveOwner(actor, password), await loadOwnDevice(actor)];
  return addFactor(actor, credentials, {
    factor: "push",
    action: "mfa.push_enabled",
    writes: [approvalChange(device, true)],
    refusal: () => factorErrors.device_not_found(),
    given: false,
  });
}

/** The device that calls approves sign-ins no longer. */
export async function disablePush(actor: Customer): Promise<void> {
  const [credentials, device] = [await requireStepUp(actor), await loadOwnDevice(actor)];
  if (device.approves !== true) throw errors.device_not_approver();
  await removeFactor(actor, credentials, {
    factor: "push",
    action: "mfa.push_disabled",
    writes: [approvalChange(device, false)],
    refusal: () => factorErrors.device_not_found(),
    others: await hasOtherApprover(actor, device.device),
  });
}

export interface Pushed {
  readonly pushId: string;
  readonly number: string;
  readonly expiresInMs: number;
}

/** Asks the devices that approve. The entry in the trail is what wakes them. Asks for FIELD_KEYS and OTP_KEYS. */
export async function requestPush(actor: Anyone, mfaToken: string): Promise<Pushed> {
  const { pending } = await takeAnswer(actor, mfaToken, "push");
  const { userId, pendingId } = pending;
  await admitPush(userId);
  const [pushId, atMs, number] = [newId(), now(), randomDigits(NUMBER_DIGITS)];
  const { ip, deviceId, userAgent } = actor.origin;
  const push: Push = {
    ...{ userId, pushId, pendingId, status: "pending", number, tries: 0, deviceId, userAgent },
    ...{ ip: seal(ip, pushIpContext(pushId)), createdAtMs: atMs, expiresAtMs: atMs + PUSH_LIFE_MS },
  };
  // Refused only by itself, when the answer was lost.
  await transact([
    put(pushItem, push, { rule: "push", when: [absent()] }),
    auditEntry(actor, { action: "mfa.push_requested", subject: { kind: "push", id: pushId }, userId }),
  ]);
  return { pushId, number, expiresInMs: PUSH_LIFE_MS };
}

export interface PushSeen extends Omit<Push, "number" | "ip"> {
  readonly ip: string;
}

/** Sign-ins that wait for the caller's approval, newest first. The number is not among what is told. */
export async function listPushes(actor: Customer): Promise<readonly PushSeen[]> {
  await checkApprover(actor);
  const pushes = await loadPushes(actor.userId);
  return pushes
    .filter(isOpen)
    .map(({ number: _number, ...push }) => ({ ...push, ip: unseal(push.ip, pushIpContext(push.pushId)) }));
}

async function checkApprover(actor: Customer): Promise<void> {
  const { approves } = await loadOwnDevice(actor);
  if (approves !== true) throw errors.device_not_approver();
}

/** Approves a sign-in whose screen shows this number; each number typed is counted before it is compared. */
export async function approvePush(actor: Customer, pushId: string, number: string): Promise<void> {
  await checkMayDecide(actor, pushId);
  const key = { userId: actor.userId, pushId };
  const open = [equals("status", "pending" as const), above("expiresAtMs", now())] as const;
  const { done, item } = await write(
    update(pushItem, key, { rule: "try", when: [...open, below("tries", PUSH_TRIES_MAX)], add: { tries: 1 } }),
    { returns: "new" },
  );
  if (!done || item === undefined) throw errors.push_not_found();
  if (item.number !== number) throw errors.push_number_wrong({ attempts_left: PUSH_TRIES_MAX - item.tries });
  await decide(actor, pushId, "approved");
}

/** Denies a sign-in: it ends. */
export async function denyPush(actor: Customer, pushId: string): Promise<void> {
  await checkMayDecide(actor, pushId);
  await decide(actor, pushId, "denied");
}

/** One after the other, so that an id of nothing, or of somebody else's, is answered before what the device may do. */
async function checkMayDecide(actor: Customer, pushId: string): Promise<void> {
  await requireLiveSession(actor);
  if (!isOpen(await findPush(actor.userId, pushId))) throw errors.push_not_found();
  await checkApprover(actor);
}

function isOpen(push: Push | undefined): boolean {
  return push !== undefined && push.status === "pending" && push.expiresAtMs > now();
}

async function requireLiveSession(actor: Customer): Promise<Credentials> {
  return requireStepUp(actor, "signed_in");
}

async function decide(actor: Customer, pushId: string, status: "approved" | "denied"): Promise<void> {
  const { userId } = actor;
  const outcome = await transact([
    update(
      pushItem,
      { userId, pushId },
      { rule: "push", when: [equals("status", "pending"), above("expiresAtMs", now())], set: { status } },
    ),
    auditEntry(actor, { action: `mfa.push_${status}`, subject: { kind: "push", id: pushId }, userId }),
  ]);
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.push_not_found();
}

/** What an approval writes when it is used, once; throws while there is none. Rule: "push". */
export async function pushUse(actor: Anyone, mfaToken: string, pushId: string) {
  const waiting = await readWaiting(actor, mfaToken, "push");
  const { userId, pendingId } = waiting.pending;
  const push = (await loadPushes(userId)).find((one) => one.pushId === pushId && one.pendingId === pendingId);
  if (push === undefined || push.expiresAtMs <= now()) throw errors.push_not_found();
  if (push.status === "denied") {
    await Promise.all([endWaiting(waiting), noteWrong(actor, waiting, "push")]);
    throw errors.push_denied();
  }
  if (push.status === "pending") throw errors.push_pending(undefined, { retryAfterSeconds: POLL_SECONDS });
  const used: Write = remove(pushItem, push, {
    rule: "push",
    when: [equals("status", "approved"), above("expiresAtMs", now())],
  });
  return { waiting, writes: [used] };
}

/** What the address of whoever waits for an approval is sealed for. */
export function pushIpContext(pushId: string): string {
  return `push:${pushId}:ip`;
}
