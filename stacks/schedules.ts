import type { Function, Stack } from "sst/constructs";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { constructId, type Door } from "./manifest.ts";

/** A cron door's EventBridge rule. Expressions are in UTC; its id is the schedule's name in the local cloud. */
export function scheduleDoor(stack: Stack, door: Door, fn: Function): void {
  if (door.schedule === undefined) throw new Error(`${door.id} is a cron door without a schedule`);
  const rule = new Rule(stack, `${constructId(door.id)}Schedule`, {
    schedule: Schedule.expression(door.schedule),
    description: door.id,
  });
  rule.addTarget(new LambdaFunction(fn, { retryAttempts: 2 }));
}
