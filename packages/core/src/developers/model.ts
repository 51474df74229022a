import { createHmac } from "node:crypto";
import { DAY, HOUR, keyById, currentKey, type KeyBytes, sameBytes, type Scope, subkey } from "../kernel/index.ts";

/** Keys begin with this, so that they are found in logs and repositories by whoever looks for leaks. */
export const KEY_PREFIX = "cwk_";
export const CLIENTS_MAX = 10;
export const CLIENT_STATUSES = ["active", "revoked"] as const;
/** How long the old secret still works after a new one was made, at most. */
export const OVERLAP_MAX_MS = 7 * DAY;
/** When a client was last seen is known to the hour: a busy one must not write with each request. */
export const SEEN_EVERY_MS = HOUR;
export const LIFE_DEFAULT_DAYS = 90;
export const LIFE_MAX_DAYS = 365;

export interface Client {
  readonly clientId: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly status: (typeof CLIENT_STATUSES)[number];
  readonly slot: string;
  readonly version: number;
  readonly secretHash: string;
  readonly oldSecretHash?: string | undefined;
  readonly oldSecretEndsAtMs?: number | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly seenAtMs?: number | undefined;
}

export interface KeyParts {
  readonly clientId: string;
  readonly secret: string;
}

const KEY = /^cwk_([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export function parseKey(text: string): KeyParts | undefined {
  const [, clientId, secret] = KEY.exec(text) ?? [];
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret };
}

export function keyText({ clientId, secret }: KeyParts): string {
  return `${KEY_PREFIX}${clientId}_${secret}`;
}

/** `<key id>.<mac>` under the current lookup key; the client's id is in it, so that hashes cannot change places. */
export function hashOfSecret(parts: KeyParts): string {
  const key = currentKey("LOOKUP_KEYS");
  return `${key.id}.${macOf(key, parts).toString("base64url")}`;
}

function macOf(key: KeyBytes, { clientId, secret }: KeyParts): Buffer {
  return createHmac("sha256", subkey(key, "api-key")).update(`${clientId}:${secret}`).digest();
}

function isSecretOf(hash: string | undefined, parts: KeyParts): boolean {
  const dot = hash?.indexOf(".") ?? -1;
  if (hash === undefined || dot < 1) return false;
  const key = keyById("LOOKUP_KEYS", hash.slice(0, dot));
  return key !== undefined && sameBytes(Buffer.from(hash.slice(dot + 1), "base64url"), macOf(key, parts));
}

/** Whether this secret opens this client at this time. */
export function opens(client: Client, parts: KeyParts, atMs: number): boolean {
  if (!isLive(client, atMs)) return false;
  if (isSecretOf(client.secretHash, parts)) return true;
  return (client.oldSecretEndsAtMs ?? 0) > atMs && isSecretOf(client.oldSecretHash, parts);
}

export function isLive({ status, expiresAtMs }: Client, atMs: number): boolean {
  return status === "active" && expiresAtMs > atMs;
}
