import { batchGet, type Found } from "@cowry/table";
import { now, type Origin, present } from "../kernel/index.ts";
import { type Person, personIn, personKey } from "../users/index.ts";
import { checkPlatform, platformOf } from "./access.ts";
import { errors } from "./errors.ts";
import { loadPastLogins, networksOf } from "./login-activity.ts";
import { assessRisk, type Risk } from "./risk.ts";
import { type Device, deviceItem, deviceKey, deviceOf, type Login } from "./sign-in-store.ts";
import { type Credentials, credentialsItem, credentialsKey } from "./store.ts";

/** What a sign-in is decided on. */
export interface SignInFacts {
  readonly credentials: Credentials;
  readonly person: Person;
  /** The device that asks, if somebody has signed in on it before. */
  readonly device: Device | undefined;
  readonly risk: Risk;
}

/** The same as it was read: nothing is decided yet. Of somebody whom there is not it holds nothing, and costs as much. */
export interface SignInRead {
  readonly userId: string;
  readonly found: Found;
  readonly past: readonly Login[];
}

/** Reads what a sign-in is decided on, in one round trip. */
export async function readSignIn(userId: string, { deviceId }: Origin): Promise<SignInRead> {
  const keys = [credentialsKey(userId), personKey(userId)];
  const [found, past] = await Promise.all([
    batchGet(deviceId === undefined ? keys : [...keys, deviceKey(userId, deviceOf(userId, deviceId))]),
    loadPastLogins(userId),
  ]);
  return { userId, found, past };
}

/** Refuses who is blocked, or shut out of this way. Asks for FIELD_KEYS, SESSION_KEYS. */
export function signInFacts(read: SignInRead, origin: Origin): SignInFacts {
  const { userId, found } = read;
  const credentials = present(found.get(credentialsItem, { userId }), "a person has credentials");
  if (credentials.status !== "active") throw errors.account_blocked();
  checkPlatform(credentials, platformOf(origin));
  const person = present(personIn(found, userId), "credentials belong to a person");
  return { credentials, person, device: deviceIn(read, origin), risk: riskOf(read, origin) };
}

/** Reads and decides at once. One round trip. */
export async function loadSignIn(userId: string, origin: Origin): Promise<SignInFacts> {
  return signInFacts(await readSignIn(userId, origin), origin);
}

/** How unlike the person this is. Asks for SESSION_KEYS. */
export function riskOf(read: SignInRead, origin: Origin): Risk {
  const { deviceId, ip } = origin;
  const deviceKnown = deviceIn(read, origin) !== undefined;
  return assessRisk({ deviceId, deviceKnown, networks: networksOf(ip), past: read.past, nowMs: now() });
}

function deviceIn({ userId, found }: SignInRead, { deviceId }: Origin): Device | undefined {
  return deviceId === undefined ? undefined : found.get(deviceItem, { userId, device: deviceOf(userId, deviceId) });
}
