import type {
  Anyone,
  ApiClient,
  AppError,
  Customer,
  DeclaredError,
  Newcomer,
  Permission,
  Proof,
  Scope,
  SecretName,
  Staff,
} from "@cowry/core/kernel";
import type * as z from "zod/mini";

export type Schema = z.ZodMiniType;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** `METHOD /path/{parameter}`, or whatever no other route answers. */
export type Route = `${Method} /${string}` | "$default";

/** What a door may touch. `stacks/grants.ts` turns each word into the narrowest IAM statement. */
export interface Uses {
  /**
   * `audit` is `write` and reading the whole table; `batch` is `write` and many unconditional writes at once.
   * `rebuild` is reading the whole table and restored copies of it, and writing into copies that are made anew.
   */
  readonly table?: "read" | "write" | "audit" | "batch" | "rebuild";
  /** What a door may write down that only reads else, each on rows of its own. */
  readonly notes?: readonly Note[];
  /** Beyond those that `caller` needs by itself. */
  readonly secrets?: readonly SecretName[];
  readonly sms?: true;
  readonly email?: true;
  /** Telling domain events: the relay alone. */
  readonly events?: true;
  /** Of payouts: starting one, answering one that waits. Of reconciliations and batches of payouts: starting one. */
  readonly workflow?: "start" | "answer" | "start_reconciliation" | "start_batch";
  readonly paystack?: true;
}

/** That a program's key was used (follows from `scope`); what a rate limit counts. */
export type Note = "key_use" | "rate_limit";

/** What every kind of door has. */
export interface DoorDefinition {
  /** One line: what it does for whom. */
  readonly summary: string;
  readonly description?: string;
  readonly refuses: readonly DeclaredError[];
  readonly uses: Uses;
  /** Default 10. */
  readonly timeoutSeconds?: number;
  /** Default 512. */
  readonly memoryMb?: number;
}

/** A request that works, once what `needs` names exists. Feeds the API document and the contract tests. */
export interface Example {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** In words: what must exist before this request is answered with success. */
  readonly needs?: string;
}

export interface EndpointDefinition extends DoorDefinition {
  readonly route: Route;
  /** Further routes of the same operation: what other documents call it. */
  readonly aliases?: readonly Route[];
  readonly caller: "anyone" | "newcomer" | "customer" | "staff";
  /** What staff need for this door; every `staff` door has one. */
  readonly permission?: Permission;
  /** Opens a `customer` door to third parties' programs that have this scope, too. */
  readonly scope?: Scope;
  /**
   * Adds `pin` | `confirmation` to the body; they reach the domain as `proof`. `pin_unless_small`: both may be left out,
   * and the domain says whether the order is small enough for that.
   */
  readonly confirm?: "pin" | "pin_unless_small";
  /** Takes Idempotency-Key, or `reference` of the body. */
  readonly idempotent?: true;
  /** A strict object. With `confirm`, without `pin` and `confirmation`. */
  readonly body?: Schema;
  readonly query?: Schema;
  readonly params?: Schema;
  readonly example: Example;
  /** Success statuses and what each carries; `nothing` for an answer without a body. */
  readonly returns: Readonly<Record<number, Schema>>;
  /** In words, for the API document: "5 per phone and hour". A door that has any may answer 429. */
  readonly rateLimits?: readonly string[];
  /** Media types of the files that it answers with where the caller asks for one in the place of JSON. */
  readonly files?: readonly string[];
  /** Takes `application/x-www-form-urlencoded` beside JSON: where a standard wants it (RFC 6749). */
  readonly form?: true;
  /** The body stays bytes (a signed webhook): see `request.rawBody`. */
  readonly raw?: true;
  /** Signs out: a browser's cookies are taken back. */
  readonly endsSession?: true;
  /** What it refuses with where it cannot start, its settings or secrets being out of reach. By default that is a bug. */
  readonly cannotStart?: (cause: unknown) => AppError;
  /** Has a Lambda URL of its own beside its routes. */
  readonly url?: true;
}

/** What the request itself says, for the few doors that need it. */
export interface RequestFacts {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty unless the door is `raw`. */
  readonly rawBody: Buffer;
}

interface Actors {
  readonly anyone: Anyone;
  readonly newcomer: Newcomer;
  readonly customer: Customer;
  readonly staff: Staff;
}

/** Whoever may come in, by what the door says of its caller. */
export type ActorOf<D extends EndpointDefinition> = D extends { readonly scope: Scope }
  ? Customer | ApiClient
  : Actors[D["caller"]];

type OutputOf<D, K extends string> = D extends { readonly [P in K]: infer S extends Schema } ? z.output<S> : undefined;

export interface Input<D extends EndpointDefinition> {
  readonly actor: ActorOf<D>;
  readonly body: OutputOf<D, "body">;
  readonly query: OutputOf<D, "query">;
  readonly params: OutputOf<D, "params">;
  /** The idempotency key of an idempotent door: header, else `reference`, else server-made. */
  readonly key: D extends { readonly idempotent: true } ? string : undefined;
  /** A program has no PIN: what it may do was confirmed when it was given its scope. */
  readonly proof: D extends { readonly confirm: "pin" | "pin_unless_small" }
    ? D extends { readonly scope: Scope }
      ? Proof | undefined
      : Proof
    : undefined;
  readonly request: RequestFacts;
}
