import { absent, equals, present as exists, put, remove, update, type Write } from "@cowry/table";
import {
  type Challenge,
  challengeUse,
  completeSignIn,
  factorErrors,
  issueChallenge,
  loadSignIn,
  requireStepUp,
  type SecondFactorAsked,
  type SignedIn,
} from "../auth/index.ts";
import { type Anyone, type Customer, now } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { PASSKEYS_MAX } from "./model.ts";
import type { NewCredential, PasskeyVerifier, UsedCredential } from "./ports.ts";
import { admitKeys } from "./rates.ts";
import { addFactor, proveOwner, removeFactor } from "./set-up.ts";
import { loadPasskeys, type Passkey, passkeyIdOf, passkeyItem } from "./store.ts";

/**
 * Passkeys (WebAuthn): keys that a person's device or password manager holds and opens by fingerprint, face or its own
 * PIN. Discoverable, and the person is always verified, so that one is two factors in one.
 */

const USE = "passkey";
const making = (userId: string) => `passkey_new:${userId}`;

export interface PasskeyInvitation {
  readonly challenge: Challenge;
  readonly userId: string;
  readonly relyingParty: PasskeyVerifier["relyingParty"];
  /** Those the person has: a device that holds one makes no second. */
  readonly known: readonly Passkey[];
}

/** What a new passkey is made with. Asks for PIN_PEPPERS and SESSION_KEYS. */
export async function invitePasskey(
  actor: Customer,
  password: string,
  { relyingParty }: PasskeyVerifier,
): Promise<PasskeyInvitation> {
  const { userId } = actor;
  await proveOwner(actor, password);
  const known = await loadPasskeys(userId);
  if (known.length >= PASSKEYS_MAX) throw errors.passkeys_too_many();
  return { challenge: issueChallenge(making(userId)), userId, relyingParty, known };
}

/** Keeps a new passkey; gives recovery codes when there are none yet. */
export async function addPasskey(
  actor: Customer,
  credential: NewCredential,
  name: string,
  verifier: PasskeyVerifier,
): Promise<readonly string[]> {
  const { userId } = actor;
  const credentials = await requireStepUp(actor);
  if ((await loadPasskeys(userId)).length >= PASSKEYS_MAX) throw errors.passkeys_too_many();
  const taken = takeChallenge(making(userId));
  const passkey = await verifier.created(credential, taken.isOurs);
  if (passkey === undefined) throw errors.passkey_invalid();
  const { credentialId, publicKey, counter, backedUp } = passkey;
  const passkeyId = passkeyIdOf(userId, credentialId);
  const item = { userId, passkeyId, credentialId, publicKey, counter, backedUp, name, createdAtMs: now() };
  return addFactor(actor, credentials, {
    factor: "passkey",
    action: "mfa.passkey_added",
    writes: [
      ...taken.use(),
      put(passkeyItem, { ...item, transports: credential.transports }, { rule: "passkey", when: [absent()] }),
    ],
    refusal: () => errors.passkey_known(),
    given: true,
  });
}

export async function listPasskeys({ userId }: Customer): Promise<readonly Passkey[]> {
  return loadPasskeys(userId);
}

/** Forgets a passkey. What is not the actor's is not there, whatever was proved. Asks for FIELD_KEYS. */
export async function removePasskey(actor: Customer, passkeyId: string): Promise<void> {
  const { userId } = actor;
  const isKnown = (await loadPasskeys(userId)).some((passkey) => passkey.passkeyId === passkeyId);
  if (!isKnown) throw errors.passkey_not_found();
  const credentials = await requireStepUp(actor);
  const passkeys = await loadPasskeys(userId);
  await removeFactor(actor, credentials, {
    factor: "passkey",
    action: "mfa.passkey_removed",
    writes: [remove(passkeyItem, { userId, passkeyId }, { rule: "passkey", when: [exists()] })],
    refusal: () => errors.passkey_not_found(),
    others: passkeys.some((passkey) => passkey.passkeyId !== passkeyId),
  });
}

/** The same for everybody: whoever asks learns nothing. */
export function challengePasskey(): Challenge {
  return issueChallenge(USE);
}

/** Signs in whoever holds a passkey of ours. Asks for OTP_KEYS beside what every sign-in asks for. */
export async function signInByPasskey(
  actor: Anyone,
  credential: UsedCredential,
  verifier: PasskeyVerifier,
): Promise<SignedIn | SecondFactorAsked> {
  const userId = userIn(credential);
  if (userId === undefined) throw errors.passkey_invalid();
  await admitKeys(actor.origin, userId);
  const writes = await passkeyUse(userId, credential, verifier);
  const facts = await loadSignIn(userId, actor.origin);
  const use = { writes, refusal: () => factorErrors.challenge_expired() };
  return completeSignIn(facts, actor.origin, { firstFactor: "passkey", use });
}

/** The writes that use a passkey's answer up. Rules: "challenge", "passkey". */
export async function passkeyUse(
  userId: string,
  credential: UsedCredential,
  verifier: PasskeyVerifier,
): Promise<readonly Write[]> {
  const passkeys = await loadPasskeys(userId);
  const passkey = passkeys.find(({ credentialId }) => credentialId === credential.id);
  if (passkey === undefined || userIn(credential) !== userId) throw errors.passkey_invalid();
  const taken = takeChallenge(USE);
  const counter = await verifier.used(credential, passkey, taken.isOurs);
  if (counter === undefined) throw errors.passkey_invalid();
  const { passkeyId } = passkey;
  return [
    ...taken.use(),
    update(
      passkeyItem,
      { userId, passkeyId },
      { rule: "passkey", when: [equals("counter", passkey.counter)], set: { counter, lastUsedAtMs: now() } },
    ),
  ];
}

/** Remembers which of our challenges an answer was made for. */
function takeChallenge(purpose: string) {
  let write: Write | undefined;
  return {
    isOurs: (challenge: string) => {
      write = challengeUse(purpose, Buffer.from(challenge, "base64url").toString("utf8"));
      return write !== undefined;
    },
    use: () => (write === undefined ? [] : [write]),
  };
}

/** Whose passkey it says it is. */
function userIn({ userHandle }: UsedCredential): string | undefined {
  const text = Buffer.from(userHandle, "base64url").toString("utf8");
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text) ? text : undefined;
}
