import type { components } from "./schema.ts";

/** What a route takes and gives, read out of the API document's types. */

/** The shapes of the API by name: `Schemas["Transaction"]`. */
export type Schemas = components["schemas"];
type Routes = Schemas["Routes"];

/** `"POST /api/v1/wallet/transfer"`: every operation, under its canonical path. */
export type Route = keyof Routes;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The paths that answer to a method. */
export type PathOf<M extends Method> = Route extends infer R ? (R extends `${M} ${infer P}` ? P : never) : never;
export type RouteAt<M extends Method, P extends string> = Extract<`${M} ${P}`, Route>;

type Parts<R extends Route> = Pick<Routes[R], Extract<keyof Routes[R], "path" | "query" | "body">>;

/** How one call is made, whatever the route. */
export interface CallOptions {
  /** Stops waiting. A write that was already on its way is an `OutcomeUnknown`: it may happen all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Of each attempt; default: the client's. */
  readonly timeoutMs?: number | undefined;
  /** Used in the place of the session's: the temp token of a newcomer, for one. */
  readonly token?: string | undefined;
  /** 1 to 64 printable ASCII characters without spaces; default: made. The same for all attempts of the call. */
  readonly requestId?: string | undefined;
}

/** Only where the API takes one. */
type Keyed<R extends Route> = Routes[R] extends { readonly keyed: true }
  ? {
      /**
       * Names the order: sent again with the same key it happens once. Default: `reference` of the body, else made for
       * this call, which is enough for its own repetitions. Give one where the order outlives the call.
       */
      readonly idempotencyKey?: string | undefined;
    }
  : unknown;

export type Request<R extends Route> = Parts<R> & Keyed<R> & CallOptions;

/** The request may be left out where nothing in it is required. */
export type Arguments<R extends Route> = object extends Parts<R> ? [request?: Request<R>] : [request: Request<R>];

type Answers<R extends Route> = Routes[R]["answers"];

/** A success: `status` tells the bodies apart where there are several. */
export type Answer<R extends Route> = {
  [S in keyof Answers<R>]: {
    readonly status: S;
    readonly body: Answers<R>[S];
    readonly requestId: string;
    /** The first answer to this idempotency key, given again. */
    readonly replayed: boolean;
  };
}[keyof Answers<R>];

type Problems = Schemas["Problems"];
/** Every code of a refusal in the product. */
export type Code = keyof Problems;
/** The codes that a route may refuse with. */
export type CodeOf<R extends Route> = Extract<Routes[R]["problems"][keyof Routes[R]["problems"]], Code>;
export type StatusOf<C extends Code> = Problems[C]["status"];
export type DetailsOf<C extends Code> = Problems[C]["details"];

type Page = { readonly items: readonly unknown[]; readonly next_cursor: string | null };
type PageOf<R extends Route> = Answers<R> extends { readonly 200: infer B } ? Extract<B, Page> : never;
type TakesCursor<R extends Route> = Routes[R] extends { readonly query?: infer Q }
  ? "cursor" extends keyof NonNullable<Q>
    ? true
    : false
  : false;

/** The paths of lists that go on from a cursor. */
export type ListPath =
  PathOf<"GET"> extends infer P
    ? P extends PathOf<"GET">
      ? TakesCursor<RouteAt<"GET", P>> extends true
        ? [PageOf<RouteAt<"GET", P>>] extends [never]
          ? never
          : P
        : never
      : never
    : never;
export type ItemOf<P extends ListPath> = PageOf<RouteAt<"GET", P>>["items"][number];
