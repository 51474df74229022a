import * as z from "zod/mini";
import type { EndpointDefinition } from "./definition.ts";

/** For `returns: { 204: nothing }`. */
export const nothing = z.undefined();

const REPLY = Symbol("reply");

export type ReplyHeaders = Readonly<Record<string, string | undefined>>;

export interface Reply<S extends number = number, V = unknown> {
  readonly [REPLY]: true;
  readonly status: S;
  readonly value: V;
  readonly headers: ReplyHeaders;
}

/** An answer with a status or headers of its own, where the plain value is not enough. */
export function reply<const S extends number, const V>(status: S, value: V, headers: ReplyHeaders = {}): Reply<S, V> {
  return { [REPLY]: true, status, value, headers };
}

const FILE = Symbol("file");

interface File {
  readonly [FILE]: { readonly type: string; readonly bytes: Uint8Array };
}

/** A file to keep, in the place of JSON: `type` is one of the definition's `files`. */
export function file(type: string, name: string, bytes: Uint8Array): Reply<200, never> & File {
  const headers = { "content-type": type, "content-disposition": `attachment; filename="${name}"` };
  // Never looked at as a value: that is what lets it stand for every success.
  const value = undefined as never;
  return { [REPLY]: true, [FILE]: { type, bytes }, status: 200, value, headers };
}

/** The bytes of a file's answer, and their type; undefined for any other. */
export function fileIn(of: Reply): File[typeof FILE] | undefined {
  return FILE in of ? (of as Reply & File)[FILE] : undefined;
}

/** Third argument of `reply`: says that a stored answer is given again. */
export function replayed(again: boolean): ReplyHeaders {
  return again ? { "idempotency-replayed": "true" } : {};
}

export function isReply(value: unknown): value is Reply {
  return typeof value === "object" && value !== null && REPLY in value;
}

/** The same shape, read-only at every depth: domains hand out read-only values. */
export type Shown<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer E)[]
    ? readonly Shown<E>[]
    : { readonly [K in keyof T]: Shown<T[K]> };

type StatusOf<D extends EndpointDefinition> = keyof D["returns"] & number;
type ValueOf<D extends EndpointDefinition, S extends StatusOf<D>> = Shown<z.input<D["returns"][S]>>;
type EachReply<D extends EndpointDefinition> = { [S in StatusOf<D>]: Reply<S, ValueOf<D, S>> }[StatusOf<D>];
type IsOne<S, All = S> = S extends unknown ? ([All] extends [S] ? true : false) : never;
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a door may return its verb's Promise<void>
type Plain<V> = [V] extends [undefined] ? V | void : V;

/** The value itself where there is one success status; `reply(status, value)` always. */
export type Answer<D extends EndpointDefinition> =
  EachReply<D> | (IsOne<StatusOf<D>> extends true ? Plain<ValueOf<D, StatusOf<D>>> : never);
