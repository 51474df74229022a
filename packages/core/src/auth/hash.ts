import { assert, currentKey, hmac, keyById, present, randomToken, sameBytes, subkey } from "../kernel/index.ts";
import { argon2id, type Argon2Parameters } from "./argon2.ts";

/**
 * Short secrets at rest: `<pepper id>$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`, the hash over a keyed tag. Ten thousand
 * PINs are no secret to whoever holds the table; the pepper, which is not in the table, is what stands in the way.
 * The tag covers person and kind, so that a hash moved to another row or field does not fit. Asks for PIN_PEPPERS.
 */

export type SecretKind = "pin" | "password";
/** Answers to security questions are hashed like these, but guarded elsewhere. */
export type HashedKind = SecretKind | "answers";

/** OWASP's first choice for Argon2id. A change here rehashes every secret at its next correct use. */
const COST: Argon2Parameters = { memoryKib: 19_456, passes: 2, lanes: 1 };
const TAG_VERSION = "1";
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What to store for this secret. */
export function hashSecret(kind: HashedKind, userId: string, secret: string): string {
  const pepper = currentKey("PIN_PEPPERS");
  const salt = Buffer.from(randomToken(SALT_BYTES), "base64url");
  const hash = argon2id(tagOf(subkey(pepper, kind), kind, userId, secret), salt, COST, HASH_BYTES);
  return [pepper.id, "argon2id", "v=19", costText(COST), base64(salt), base64(hash)].join("$");
}

export interface SecretCheck {
  readonly correct: boolean;
  /** Made with an older pepper or cost: hash it anew while the secret is at hand. */
  readonly outdated: boolean;
}

/** Compares in the time that hashing takes, whatever the answer. */
export function checkSecret(stored: string, kind: HashedKind, userId: string, secret: string): SecretCheck {
  const [pepperId = "", algorithm, version, cost = "", salt = "", hash = ""] = stored.split("$");
  assert(algorithm === "argon2id" && version === "v=19", "a stored secret is an argon2id hash");
  const pepper = present(keyById("PIN_PEPPERS", pepperId), "the pepper of a stored secret is live");
  const expected = Buffer.from(hash, "base64");
  const tag = tagOf(subkey(pepper, kind), kind, userId, secret);
  const actual = argon2id(tag, Buffer.from(salt, "base64"), readCost(cost), expected.length);
  return {
    correct: sameBytes(actual, expected),
    outdated: pepperId !== currentKey("PIN_PEPPERS").id || cost !== costText(COST),
  };
}

/** As much work as comparing a secret, for when there is none to compare with. */
export function spendHash(kind: SecretKind, secret: string): void {
  hashSecret(kind, "nobody", secret);
}

function tagOf(key: Buffer, kind: HashedKind, userId: string, secret: string): Buffer {
  return hmac(key, TAG_VERSION, userId, kind, secret);
}

function costText({ memoryKib, passes, lanes }: Argon2Parameters): string {
  return `m=${memoryKib},t=${passes},p=${lanes}`;
}

function readCost(text: string): Argon2Parameters {
  const [, memoryKib, passes, lanes] = present(/^m=(\d+),t=(\d+),p=(\d+)$/.exec(text), "a hash names its cost");
  return { memoryKib: Number(memoryKib), passes: Number(passes), lanes: Number(lanes) };
}

/** Base64 without padding, as PHC strings have it. */
function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
