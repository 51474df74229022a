import { absent, entity, failedItem, getItem, put, text, transact } from "@cowry/table";
import { errors as kernelErrors, hmac, randomToken, seal, unseal } from "../kernel/index.ts";
import { errors as userErrors, stillHere } from "../users/index.ts";

/** The key that a person's bank accounts get their ids by: made once, and the same for as long as the person stays. */
export const beneficiaryKeyItem = entity("beneficiary_key", {
  version: 1,
  about: "What the ids of a person's saved bank accounts are derived with, sealed: no replaced key changes an id",
  pk: "U#{userId}",
  sk: "BKEY",
  attributes: {
    /** Base64url, sealed for `beneficiary-key:<user id>`. */
    key: text("k"),
  },
});

/** What the key is sealed for. */
export const keyContext = (userId: string): string => `beneficiary-key:${userId}`;

/**
 * What tells one bank account of this person's from another, and nobody what its number is. Of two who ask first at the
 * same moment both get the one key that was written. Throws `user_not_found` once the account is closed. Asks for
 * FIELD_KEYS.
 */
export async function accountTag(userId: string, account: string): Promise<string> {
  const { key } = (await getItem(beneficiaryKeyItem, { userId })) ?? (await makeKey(userId));
  return hmac(Buffer.from(unseal(key, keyContext(userId)), "base64url"), account).toString("base64url");
}

async function makeKey(userId: string): Promise<{ readonly key: string }> {
  const made = { userId, key: seal(randomToken(), keyContext(userId)) };
  const outcome = await transact([put(beneficiaryKeyItem, made, { rule: "key", when: [absent()] }), stillHere(userId)]);
  if (outcome.committed) return made;
  const stored = failedItem(outcome, beneficiaryKeyItem, "key");
  if (stored !== undefined) return stored;
  throw outcome.failed.has("here") ? userErrors.user_not_found() : kernelErrors.unavailable();
}
