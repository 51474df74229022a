import type { ConsumerDefinition } from "./consumer.ts";
import type { CronDefinition } from "./cron.ts";
import type { EndpointDefinition } from "./definition.ts";
import type { EventDefinition } from "./event.ts";
import type { StepDefinition } from "./step.ts";

interface Named {
  /** `wallet/create-transfer`: the file's path is the operation's id. */
  readonly id: string;
  readonly domain: string;
  /** From the project's root. */
  readonly file: string;
}

export type HttpDoor = Named & { readonly kind: "http"; readonly definition: EndpointDefinition };

/** One file under `packages/functions/src`, imported. */
export type Door =
  | HttpDoor
  | (Named & { readonly kind: "stream"; readonly definition: ConsumerDefinition })
  | (Named & { readonly kind: "event"; readonly definition: EventDefinition })
  | (Named & { readonly kind: "cron"; readonly definition: CronDefinition })
  | (Named & { readonly kind: "step"; readonly definition: StepDefinition });

export interface Workflow {
  readonly id: string;
  /** Amazon States Language; `${payouts/submit-payout}` stands for that door's ARN. */
  readonly asl: unknown;
}

export const DOORS_DIR = "packages/functions/src";

export function isHttp(door: Door): door is HttpDoor {
  return door.kind === "http";
}

/** By code unit, so that generated files are the same on every machine. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return compare(a.id, b.id);
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface RouteParts {
  readonly method: string;
  readonly path: string;
}

/** Undefined for `$default`. */
export function routeParts(route: string): RouteParts | undefined {
  const [method, path] = route.split(" ");
  return method === undefined || path === undefined ? undefined : { method, path };
}

/** The names between braces, in order. */
export function pathParameters(route: string): readonly string[] {
  return [...route.matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = ""]) => name);
}
