import type { DeclaredError, Scope, SecretName } from "@cowry/core/kernel";
import { errors } from "@cowry/core/kernel";
import { STAFF_REFUSALS } from "@cowry/platform/know-staff";
import type { EndpointDefinition, Method, Uses } from "./definition.ts";

/** Secrets that a kind of caller is recognised by; a door need not list them. */
const CALLER_SECRETS = {
  anyone: [],
  newcomer: ["SESSION_KEYS"],
  customer: ["TOKEN_PUBLIC_KEYS"],
  staff: ["TOKEN_PUBLIC_KEYS"],
} as const satisfies Record<EndpointDefinition["caller"], readonly SecretName[]>;

/** Every secret a door needs, sorted: what it declares and what its caller implies. */
export function secretsOf(definition: {
  readonly uses: { readonly secrets?: readonly SecretName[] };
  readonly caller?: EndpointDefinition["caller"];
  readonly scope?: Scope;
}): readonly SecretName[] {
  const { caller, scope, uses } = definition;
  const implied: readonly SecretName[] = caller === undefined ? [] : CALLER_SECRETS[caller];
  // The secret of an API key is compared with its keyed hash.
  const ofPrograms: readonly SecretName[] = scope === undefined ? [] : ["LOOKUP_KEYS"];
  return [...new Set([...implied, ...ofPrograms, ...(uses.secrets ?? [])])].sort();
}

/**
 * What a door touches, its caller's check included: staff and programs are looked up, and that a program was here is
 * written down, which is all that a door may write that only reads.
 */
export function usesOf(definition: {
  readonly uses: Uses;
  readonly caller?: EndpointDefinition["caller"];
  readonly scope?: Scope;
}): Uses {
  const { caller, scope, uses } = definition;
  const { table = "read", notes = [] } = uses;
  if (scope !== undefined && table === "read") return { ...uses, table, notes: [...notes, "key_use"] };
  return caller === "staff" ? { table, ...uses } : uses;
}

export function methodOf(route: string): Method | undefined {
  const [method] = route.split(" ", 1);
  return method === "$default" ? undefined : (method as Method);
}

/** True for methods whose body is read. */
export function takesBody(route: string): boolean {
  const method = methodOf(route);
  return method === "POST" || method === "PUT" || method === "PATCH";
}

/** True when the request has a part that can be malformed. */
function canBeMalformed(definition: EndpointDefinition): boolean {
  return definition.route !== "$default" && definition.raw !== true;
}

/** Kernel refusals that follow from what a door is. Used when a refusal is checked and when the API is documented. */
export function impliedErrors(definition: EndpointDefinition): readonly DeclaredError[] {
  const parsed = canBeMalformed(definition);
  const withBody = parsed && takesBody(definition.route);
  const implied: readonly (readonly [DeclaredError, boolean])[] = [
    [errors.invalid_request, parsed],
    [errors.body_too_large, withBody || definition.raw === true],
    [errors.unsupported_media_type, withBody],
    [errors.unauthenticated, definition.caller !== "anyone"],
    [errors.forbidden, definition.scope !== undefined],
    ...STAFF_REFUSALS.map((error) => [error, definition.caller === "staff"] as const),
    [errors.rate_limited, (definition.rateLimits ?? []).length > 0],
    [errors.idempotency_key_reused, definition.idempotent === true],
    [errors.invalid_cursor, "cursor" in fieldsOf(definition.query)],
    [errors.unavailable, true],
    [errors.internal_error, true],
  ];
  return implied.filter(([, applies]) => applies).map(([error]) => error);
}

/** The fields of an object schema; none for anything else. */
export function fieldsOf(schema: EndpointDefinition["query"]): Readonly<Record<string, unknown>> {
  const def: unknown = schema?._zod.def;
  return typeof def === "object" && def !== null && "shape" in def && typeof def.shape === "object"
    ? { ...def.shape }
    : {};
}
