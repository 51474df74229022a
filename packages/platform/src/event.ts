import { type DomainEvent, errors } from "@cowry/core/kernel";
import type { Context, EventBridgeEvent } from "aws-lambda";
import * as z from "zod/mini";
import type { DoorDefinition } from "./definition.ts";
import { machine, type MachineInput } from "./machine.ts";

export interface EventDefinition extends DoorDefinition {
  /** Names of the domain events that this door hears: `wallet.transaction_changed`. */
  readonly on: readonly [string, ...string[]];
  /** EventBridge's pattern on the event's data: what does not match never starts the door. */
  readonly where?: Readonly<Record<string, unknown>>;
}

export type EventHandler<D extends EventDefinition> = ((
  event: EventBridgeEvent<string, unknown>,
  context: Context,
) => Promise<undefined>) & { readonly definition: D & { readonly kind: "event" } };

/** What the relay puts on the bus; the name is the bus's own `detail-type`. */
const Detail = z.object({
  version: z.int(),
  id: z.string(),
  at_ms: z.int(),
  data: z.record(z.string(), z.unknown()),
});

export interface EventInput extends MachineInput {
  readonly event: DomainEvent<string, Readonly<Record<string, unknown>>>;
}

/**
 * A door that hears domain events. They come at least once and in no order: what it does must bear both. A failure is
 * tried again twice, then the event goes to the dead letters.
 */
export function event<const D extends EventDefinition>(
  definition: D,
  run: (input: EventInput) => Promise<void>,
): EventHandler<D> {
  const handler = machine<EventBridgeEvent<string, unknown>, undefined>(definition, async (envelope, door) => {
    const detail = z.safeParse(Detail, envelope.detail);
    if (!detail.success) throw errors.internal_error(undefined, { cause: new Error("no event of the relay's") });
    const { version, id, at_ms, data } = detail.data;
    await run({ ...door, event: { name: envelope["detail-type"], version, id, atMs: at_ms, data } });
    return undefined;
  });
  return Object.assign(handler, { definition: { ...definition, kind: "event" as const } });
}
