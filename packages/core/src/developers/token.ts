import { ACCESS_LIFE_MS, admit, blockOf, issueClientToken, type Limit } from "../auth/index.ts";
import { type Origin, type Scope, SECOND } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { keyText, type KeyParts } from "./model.ts";
import { verifyApiKey } from "./verify.ts";

export interface GrantedToken {
  readonly access: string;
  readonly scopes: readonly Scope[];
  readonly expiresInMs: number;
}

/** A token lives for a quarter of an hour: a program that asks more often than this has lost its way. */
export const TOKENS_PER_CLIENT: Limit = { name: "client-token", burst: 30, everyMs: 10 * SECOND };
/** Nobody guesses 256 bits; this only stops machines from trying, before anything is looked up. */
const TOKENS_PER_BLOCK: Limit = { name: "client-token-block", burst: 300, everyMs: 2 * SECOND };

/**
 * An access token for a program that shows its id and secret (RFC 6749 §4.4); all its scopes when it names none. Asks
 * for LOOKUP_KEYS, OTP_KEYS and TOKEN_PRIVATE_KEYS.
 */
export async function grantToken(
  parts: KeyParts,
  wanted: readonly string[] | undefined,
  origin: Origin,
): Promise<GrantedToken> {
  await admit([
    { limit: TOKENS_PER_CLIENT, key: parts.clientId, isId: true },
    { limit: TOKENS_PER_BLOCK, key: blockOf(origin.ip) },
  ]);
  const { clientId, scopes: held } = await verifyApiKey(keyText(parts), origin);
  const known: ReadonlySet<string> = new Set(held);
  if (wanted?.some((scope) => !known.has(scope))) throw errors.scope_unknown();
  const scopes = wanted === undefined ? held : held.filter((scope) => wanted.includes(scope));
  return { access: await issueClientToken({ clientId, scopes }), scopes, expiresInMs: ACCESS_LIFE_MS };
}
