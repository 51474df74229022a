import { use, type Function, type Stack, type StackContext } from "sst/constructs";
import { Duration } from "aws-cdk-lib/core";
import { FilterCriteria, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { DynamoEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { HttpRoute } from "aws-cdk-lib/aws-apigatewayv2";
import { NagSuppressions } from "cdk-nag";
import { Api } from "./api.ts";
import { DeadLetters } from "./dead-letters.ts";
import { doorFunction } from "./door.ts";
import { Foundation } from "./foundation.ts";
import { readManifest, type Door } from "./manifest.ts";
import { hearEvents } from "./events.ts";
import { scheduleDoor } from "./schedules.ts";

export interface BuiltDoor {
  readonly door: Door;
  readonly fn: Function;
}

const built = new Map<string, BuiltDoor>();

/** Every door built so far, for the alarms and the workflows. */
export function builtDoors(): readonly BuiltDoor[] {
  return [...built.values()];
}

export function builtDoor(id: string): BuiltDoor {
  const found = built.get(id);
  if (found === undefined) throw new Error(`no door ${id} in the manifest: run npm run gen`);
  return found;
}

/** A domain's doors, as the manifest tells them: one stack per domain. */
export function domain(name: string) {
  return function Domain({ stack }: StackContext) {
    const { context } = use(Foundation);
    const doors = readManifest().doors.filter((door) => door.domain === name);
    for (const door of doors) {
      const fn = doorFunction(stack, door, context);
      built.set(door.id, { door, fn });
      for (const route of door.routes ?? []) addRoute(stack, route, fn);
      if (door.kind === "stream") consumeStream(fn, door);
      if (door.kind === "event") hearEvents(stack, door, fn);
      if (door.kind === "cron") scheduleDoor(stack, door, fn);
      if (door.url === true) stack.addOutputs({ [`${fn.node.id}Url`]: fn.url });
    }
    NagSuppressions.addResourceSuppressions(
      stack.node.findAll().filter((child) => child instanceof HttpRoute),
      [
        {
          id: "AwsSolutions-APIG4",
          reason:
            "The function itself verifies its caller (token, signature, or nobody by design): docs/decisions/0006. A route's caller stands in docs/openapi.json.",
        },
      ],
      true,
    );
  };
}

function addRoute(stack: Stack, route: string, fn: Function): void {
  use(Api).addRoutes(stack, { [route]: { type: "function", cdk: { function: fn } } });
}

function consumeStream(fn: Function, door: Door): void {
  const { table, deadLetters } = use(Foundation);
  fn.addEventSource(
    new DynamoEventSource(table.cdk.table, {
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: door.batchSize ?? 100,
      ...(door.windowSeconds === undefined ? {} : { maxBatchingWindow: Duration.seconds(door.windowSeconds) }),
      ...(door.filter === undefined
        ? {}
        : { filters: [FilterCriteria.filter(door.filter as Record<string, unknown>)] }),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 20,
      onFailure: new DeadLetters(deadLetters),
    }),
  );
  if (fn.role === undefined) throw new Error(`${door.id} has no role`);
  NagSuppressions.addResourceSuppressions(
    fn.role,
    [
      {
        id: "AwsSolutions-IAM5",
        reason: `dynamodb:ListStreams, which the event source of ${door.id} needs, has no resource to name.`,
        appliesTo: ["Resource::*"],
      },
    ],
    true,
  );
}
