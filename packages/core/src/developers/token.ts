import { ACCESS_LIFE_MS, issueClientToken } from "../auth/index.ts";
import type { Origin, Scope } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { keyText, type KeyParts } from "./model.ts";
import { verifyApiKey } from "./verify.ts";

export interface GrantedToken {
  readonly access: string;
  readonly scopes: readonly Scope[];
  readonly expiresInMs: number;
}

/**
 * An access token for a program that shows its id and secret (RFC 6749 §4.4); all its scopes when it names none. Asks
 * for LOOKUP_KEYS and TOKEN_PRIVATE_KEYS.
 */
export async function grantToken(
  parts: KeyParts,
  wanted: readonly string[] | undefined,
  origin: Origin,
): Promise<GrantedToken> {
  const { clientId, scopes: held } = await verifyApiKey(keyText(parts), origin);
  const known: ReadonlySet<string> = new Set(held);
  if (wanted?.some((scope) => !known.has(scope))) throw errors.scope_unknown();
  const scopes = wanted === undefined ? held : held.filter((scope) => wanted.includes(scope));
  return { access: await issueClientToken({ clientId, scopes }), scopes, expiresInMs: ACCESS_LIFE_MS };
}
