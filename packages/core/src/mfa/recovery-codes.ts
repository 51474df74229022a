import { equals, update, type Write } from "@cowry/table";
import { currentKey, hmac, type KeyBytes, liveKeys, randomCode, subkey } from "../kernel/index.ts";
import { FORGIVEN } from "./guard.ts";
import { RECOVERY_CODE_LENGTH, RECOVERY_CODES } from "./model.ts";
import { type Factors, factorsItem } from "./store.ts";

/**
 * Ten codes for the day when a factor is lost: shown once, kept as `<pepper id>.<keyed hash>`, each good once. They may
 * lie in a drawer for years: a pepper stays in its ring while anything names it. Asks for PIN_PEPPERS.
 */
export interface RecoveryCodes {
  /** For the person's eyes, once. */
  readonly shown: readonly string[];
  readonly hashes: readonly string[];
}

const HASH_BYTES = 15;

export function newRecoveryCodes(userId: string): RecoveryCodes {
  const codes = Array.from({ length: RECOVERY_CODES }, () => randomCode(RECOVERY_CODE_LENGTH));
  const half = RECOVERY_CODE_LENGTH / 2;
  return {
    shown: codes.map((code) => `${code.slice(0, half)}-${code.slice(half)}`),
    hashes: codes.map((code) => hashOf(currentKey("PIN_PEPPERS"), userId, code)),
  };
}

/** The write that uses this code up; undefined when it is none of theirs. Rule: "recovery". */
export function recoveryUse({ userId, recoveryCodes = [], recoveryVersion = 0 }: Factors, typed: string) {
  const code = typed.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
  const hashes = liveKeys("PIN_PEPPERS").map((key) => hashOf(key, userId, code));
  const left = recoveryCodes.filter((one) => !hashes.includes(one));
  if (left.length === recoveryCodes.length) return undefined;
  return update(
    factorsItem,
    { userId },
    {
      rule: "recovery",
      when: [equals("recoveryVersion", recoveryVersion)],
      set: { recoveryCodes: left, recoveryVersion: recoveryVersion + 1, ...FORGIVEN },
    },
  ) as Write;
}

function hashOf(key: KeyBytes, userId: string, code: string): string {
  const hash = hmac(subkey(key, "recovery"), userId, code).subarray(0, HASH_BYTES);
  return `${key.id}.${hash.toString("base64url")}`;
}
