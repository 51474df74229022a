import { now, parseTime } from "@cowry/core/kernel";
import type { Context, ScheduledEvent } from "aws-lambda";
import type { DoorDefinition } from "./definition.ts";
import { machine, type MachineInput } from "./machine.ts";

export interface CronDefinition extends DoorDefinition {
  /** EventBridge's words, in UTC: `cron(0 2 * * ? *)` or `rate(5 minutes)`. */
  readonly schedule: `cron(${string})` | `rate(${string})`;
}

export interface CronInput extends MachineInput {
  /** The time this run stands for; a run that is tried again keeps it. */
  readonly scheduledAtMs: number;
}

export type CronHandler<D extends CronDefinition> = ((
  event: Partial<ScheduledEvent>,
  context: Context,
) => Promise<undefined>) & {
  readonly definition: D & { readonly kind: "cron" };
};

/** A door that EventBridge calls on a schedule, at least once per time: what it does must bear running twice. */
export function cron<const D extends CronDefinition>(
  definition: D,
  run: (input: CronInput) => Promise<void>,
): CronHandler<D> {
  const handler = machine<Partial<ScheduledEvent>, undefined>(definition, async ({ time }, door) => {
    await run({ ...door, scheduledAtMs: (time === undefined ? undefined : parseTime(time)) ?? now() });
    return undefined;
  });
  return Object.assign(handler, { definition: { ...definition, kind: "cron" as const } });
}
