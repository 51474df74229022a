import * as z from "zod/mini";
import {
  DAY,
  errors as kernelErrors,
  HOUR,
  Id,
  isoTime,
  now,
  type Scope,
  SCOPES,
  SECOND,
  text,
  Time,
} from "../kernel/index.ts";
import type { CreatedClient, NewClient } from "./create.ts";
import {
  type Client,
  CLIENTS_MAX,
  isLive,
  type KeyParts,
  LIFE_DEFAULT_DAYS,
  LIFE_MAX_DAYS,
  OVERLAP_MAX_MS,
} from "./model.ts";
import type { GrantedToken } from "./token.ts";

const ScopeList = z.array(z.enum(SCOPES)).check(
  z.minLength(1),
  z.maxLength(SCOPES.length),
  z.refine((scopes) => new Set(scopes).size === scopes.length, "must not name a scope twice"),
);

export const ApiKeyParams = z.strictObject({ id: Id });

export const ApiKeyRequest = z.strictObject({
  name: text(64),
  scopes: ScopeList,
  expires_in_days: z._default(z.int().check(z.minimum(1), z.maximum(LIFE_MAX_DAYS)), LIFE_DEFAULT_DAYS),
});

export function toNewClient(body: z.output<typeof ApiKeyRequest>): NewClient {
  return { name: body.name, scopes: body.scopes, lifeDays: body.expires_in_days };
}

export const RotationRequest = z.strictObject({
  overlap_hours: z._default(z.int().check(z.minimum(0), z.maximum(OVERLAP_MAX_MS / HOUR)), DAY / HOUR),
});

export const overlapMsOf = (body: z.output<typeof RotationRequest>): number => body.overlap_hours * HOUR;

const keyFields = {
  id: Id,
  name: z.string().check(z.maxLength(64)),
  scopes: z.array(z.enum(SCOPES)).check(z.maxLength(SCOPES.length)),
  status: z.enum(["active", "expired"]),
  created_at: Time,
  expires_at: Time,
  last_used_at: z.nullable(Time),
  /** Until when the secret before the last rotation works. */
  old_key_ends_at: z.nullable(Time),
};
export const ApiKeyView = z.strictObject(keyFields);
export const ApiKeyCreated = z.strictObject({
  ...keyFields,
  key: z.string().check(z.regex(/^cwk_[0-9a-f-]{36}_[A-Za-z0-9_-]{43}$/)),
});
export const ApiKeyList = z.strictObject({ items: z.array(ApiKeyView).check(z.maxLength(CLIENTS_MAX)) });

export function apiKeyView(client: Client): z.output<typeof ApiKeyView> {
  const { clientId, name, scopes, createdAtMs, expiresAtMs, seenAtMs, oldSecretEndsAtMs = 0 } = client;
  return {
    id: clientId,
    name,
    // A key may hold scopes that are gone: they open nothing.
    scopes: SCOPES.filter((known) => scopes.includes(known)),
    status: isLive(client, now()) ? "active" : "expired",
    created_at: isoTime(createdAtMs),
    expires_at: isoTime(expiresAtMs),
    last_used_at: seenAtMs === undefined ? null : isoTime(seenAtMs),
    old_key_ends_at: oldSecretEndsAtMs > now() ? isoTime(oldSecretEndsAtMs) : null,
  };
}

export function apiKeyCreated({ client, key }: CreatedClient): z.output<typeof ApiKeyCreated> {
  return { ...apiKeyView(client), key };
}

const ClientSecret = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

/** RFC 6749 §4.4.2; id and secret here or as HTTP Basic. */
export const TokenRequest = z.strictObject({
  grant_type: z.literal("client_credentials"),
  client_id: z.optional(Id),
  client_secret: z.optional(ClientSecret),
  scope: z.optional(z.string().check(z.maxLength(256), z.regex(/^[a-z:]+( [a-z:]+)*$/))),
});

/** Id and secret, from one place only (RFC 6749 §2.3). */
export function credentialsOf(
  { client_id, client_secret }: z.output<typeof TokenRequest>,
  authorization: string | undefined,
): KeyParts {
  const [id, secret] = basicOf(authorization) ?? [client_id, client_secret];
  const both = authorization !== undefined && (client_id !== undefined || client_secret !== undefined);
  if (both || !z.safeParse(Id, id).success || !z.safeParse(ClientSecret, secret).success) {
    throw kernelErrors.unauthenticated();
  }
  return { clientId: z.parse(Id, id), secret: z.parse(ClientSecret, secret) };
}

function basicOf(authorization: string | undefined): readonly (string | undefined)[] | undefined {
  if (authorization === undefined) return undefined;
  const [, encoded = ""] = /^Basic ([A-Za-z0-9+/]{1,256}={0,2})$/i.exec(authorization) ?? [];
  return Buffer.from(encoded, "base64").toString("utf8").split(":", 2);
}

export const scopesOf = ({ scope }: z.output<typeof TokenRequest>): readonly string[] | undefined => scope?.split(" ");

/** RFC 6749 §5.1. */
export const TokenGranted = z.strictObject({
  access_token: z.string().check(z.maxLength(2048), z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/)),
  token_type: z.literal("Bearer"),
  expires_in: z.int().check(z.minimum(1), z.maximum(86_400)),
  scope: z.string().check(z.maxLength(256)),
});

export function tokenGranted({ access, scopes, expiresInMs }: GrantedToken): z.output<typeof TokenGranted> {
  const given: readonly Scope[] = scopes;
  return { access_token: access, token_type: "Bearer", expires_in: expiresInMs / SECOND, scope: given.join(" ") };
}
