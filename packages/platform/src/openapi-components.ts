import { type Scope, SCOPES } from "@cowry/core/kernel";

/** Parameters, headers and security schemes that operations share. */

const PATTERNS = {
  id: "^[\\x21-\\x7e]{1,64}$",
  key: "^[\\x20-\\x7e]{1,255}$",
  signature: "^[0-9a-f]{128}$",
} as const;

export const PARAMETERS = {
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    description: "Echoed, and in every log line; made where it is absent or unusable.",
    schema: { type: "string", maxLength: 1024 },
  },
  DeviceId: {
    name: "X-Device-Id",
    in: "header",
    description: "Names the device.",
    schema: { type: "string", pattern: PATTERNS.id },
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description: "Names the request: sent again with the same key, it happens once.",
    schema: { type: "string", pattern: PATTERNS.key },
  },
};

/** Of what the provider sends: part of the document only where a door takes it. */
export const SIGNATURE = {
  name: "X-Paystack-Signature",
  in: "header",
  required: true,
  description: "HMAC-SHA512 of the body's bytes under the stage's Paystack secret key, in hex.",
  schema: { type: "string", pattern: PATTERNS.signature },
};

export const HEADERS = {
  RequestId: { description: "Of this request.", schema: { type: "string", pattern: PATTERNS.id } },
  Replayed: { description: "Present when this is the stored answer.", schema: { type: "string", const: "true" } },
  RateLimit: {
    description: "What is left of the quota, and the seconds until there is more.",
    schema: { type: "string", maxLength: 128 },
  },
  RateLimitPolicy: { description: "The quota and its window in seconds.", schema: { type: "string", maxLength: 128 } },
  RetryAfter: { description: "Seconds.", schema: { type: "string", pattern: "^[1-9]\\d{0,6}$" } },
};

export const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });
export const parameterRef = (name: keyof typeof PARAMETERS) => ({ $ref: `#/components/parameters/${name}` });

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  "profile:read": "Read the profile of the person who made the key.",
  "wallet:read": "Read their wallets: balances, limits, history.",
  "holds:capture": "Capture and release what was promised to them.",
};

const JWT = { type: "http", scheme: "bearer", bearerFormat: "JWT" } as const;

export const SECURITY_SCHEMES = {
  accessToken: { ...JWT, description: "15 minutes, of a sign-in." },
  staffToken: {
    ...JWT,
    description:
      "An access token of somebody who works for us and has the permission in `x-permission`; `x-roles` are those that give it.",
  },
  apiKey: {
    type: "http",
    scheme: "bearer",
    description: "An API key (`cwk_…`) with the scope in `x-scope`.",
  },
  clientCredentials: {
    type: "oauth2",
    description: "A token that a program gets for its API key: 15 minutes, never more scopes than the key has.",
    flows: {
      clientCredentials: {
        tokenUrl: "/api/v1/oauth/token",
        scopes: Object.fromEntries(SCOPES.map((scope) => [scope, SCOPE_WORDS[scope]])),
      },
    },
  },
  accessCookie: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-cowry_access",
    description: "The access token of a sign-in with `?mode=cookie`, for browsers.",
  },
  csrfToken: {
    type: "apiKey",
    in: "header",
    name: "X-Csrf-Token",
    description: "`csrf_token` of the answer that set the cookies.",
  },
  tempToken: { ...JWT, description: "Of otp/verify, to register." },
} as const;
