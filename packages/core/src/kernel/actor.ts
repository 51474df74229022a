import type { Scope } from "./permissions.ts";

/** Where a request came from. Kept with every change of state, for the audit trail. */
export interface Origin {
  readonly requestId: string;
  readonly ip: string;
  readonly deviceId: string | undefined;
  readonly userAgent: string | undefined;
  /** By which way, where it is no app: the web has its tokens in cookies. */
  readonly platform?: "web" | undefined;
}

export const ROLES = [
  "rider",
  "driver",
  "agent",
  "merchant",
  "support",
  "finance",
  "compliance",
  "admin",
  "super_admin",
] as const;
export type Role = (typeof ROLES)[number];

/** Nobody in particular: before sign-in. */
export interface Anyone {
  readonly kind: "anyone";
  readonly origin: Origin;
}

/** Somebody who proved a phone number and has no account yet (the temp token of otp/verify). */
export interface Newcomer {
  readonly kind: "newcomer";
  readonly phone: string;
  readonly role: "rider" | "driver";
  /** The temp token's id: registering twice with it gives the same account. */
  readonly tokenId: string;
  readonly origin: Origin;
}

export interface Customer {
  readonly kind: "customer";
  readonly userId: string;
  readonly sessionId: string;
  /** Revocation epoch the token was made in; money doors compare it with the credentials. */
  readonly epoch: number;
  readonly roles: readonly Role[];
  readonly clientId: string;
  readonly origin: Origin;
}

/** Somebody who works for us. Which doors are open follows from the permissions of their roles: `permissions.ts`. */
export interface Staff {
  readonly kind: "staff";
  readonly userId: string;
  readonly sessionId: string;
  /** Staff doors compare it with the credentials, and take the roles from there. */
  readonly epoch: number;
  readonly roles: readonly Role[];
  /** Staff of a branch see its people only; absent: everybody. */
  readonly branchId: string | undefined;
  readonly clientId: string;
  readonly origin: Origin;
}

/** A third party's program, by its API key or client credentials; it acts for the person who owns the key. */
export interface ApiClient {
  readonly kind: "api_client";
  readonly clientId: string;
  /** Whose wallet and data it may touch, within its scopes. */
  readonly userId: string;
  readonly scopes: readonly Scope[];
  readonly origin: Origin;
}

/** A cron, a step, a relay: `name` says which. */
export interface System {
  readonly kind: "system";
  readonly name: string;
  readonly origin: Origin;
}

/** A provider that proved itself by signature. */
export interface Provider {
  readonly kind: "provider";
  readonly name: "paystack";
  readonly origin: Origin;
}

export type Actor = Anyone | Newcomer | Customer | Staff | ApiClient | System | Provider;

/** How an actor is written into items and logs: `customer:<id>`, `system:<name>`, … */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "anyone":
    case "newcomer":
      return actor.kind;
    case "customer":
      return `customer:${actor.userId}`;
    case "staff":
      return `staff:${actor.userId}`;
    case "api_client":
      return `api_client:${actor.clientId}`;
    case "system":
    case "provider":
      return `${actor.kind}:${actor.name}`;
  }
}
