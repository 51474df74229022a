import { TableBusy } from "@cowry/table";
import { isShut, loadStanding, verifyClientClaims } from "../auth/index.ts";
import { alertStaff, type ApiClient, errors, now, type Origin } from "../kernel/index.ts";
import { type Client, isLive, opens, parseKey, SEEN_EVERY_MS } from "./model.ts";
import { findClient, noteSeen } from "./store.ts";

/**
 * The program that a key opens. Whatever is wrong with it (unknown, other secret, revoked, expired, its owner blocked or
 * shut out of the API), the answer is the same. Asks for LOOKUP_KEYS.
 */
export async function verifyApiKey(key: string, origin: Origin): Promise<ApiClient> {
  const parts = parseKey(key);
  const client = parts === undefined ? undefined : await findClient(parts.clientId);
  if (parts === undefined || client === undefined || !opens(client, parts, now())) throw errors.unauthenticated();
  return admitted(client, client.scopes, origin);
}

/** The program that a client token speaks for, with the scopes that the token was given. Asks for TOKEN_PUBLIC_KEYS. */
export async function verifyClientToken(token: string, origin: Origin): Promise<ApiClient> {
  const { clientId, scopes } = await verifyClientClaims(token);
  const client = await findClient(clientId);
  if (client === undefined || !isLive(client, now())) throw errors.unauthenticated();
  const held = scopes.filter((scope) => client.scopes.includes(scope));
  return admitted(client, held, origin);
}

async function admitted(client: Client, scopes: ApiClient["scopes"], origin: Origin): Promise<ApiClient> {
  const { clientId, userId, seenAtMs = 0 } = client;
  const atMs = now();
  const [standing] = await Promise.all([
    loadStanding(userId),
    seenAtMs > atMs - SEEN_EVERY_MS ? undefined : noteSeen(client, atMs).catch(notNoted),
  ]);
  if (standing?.status !== "active" || isShut(standing, "api")) throw errors.unauthenticated();
  return { kind: "api_client", clientId, userId, scopes, origin };
}

/** No program waits for a note about it: a busy table takes the next one. Anything else is ours to mend. */
function notNoted(error: unknown): void {
  if (!(error instanceof TableBusy)) alertStaff({ alert: "key_use_not_noted" });
}
