import { use, type Function, type Stack } from "sst/constructs";
import { Duration } from "aws-cdk-lib/core";
import { Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { DeadLetters } from "./dead-letters.ts";
import { Foundation } from "./foundation.ts";
import { constructId, type Door } from "./manifest.ts";

/** The bus tries for a day to reach the function; after that an event waits in the dead letters. */
const DELIVERIES_MAX = 185;
/** What the function itself cannot do is tried again after one and after two minutes. */
const RUNS_AGAIN = 2;

/** A rule for an event door: the events that it hears reach its function, or the dead letters. */
export function hearEvents(stack: Stack, door: Door, fn: Function): void {
  if (door.on === undefined) throw new Error(`${door.id} is an event door that hears nothing`);
  const { bus, deadLetters } = use(Foundation);
  const id = constructId(door.id);
  const rule = new Rule(stack, `${id}Rule`, {
    eventBus: bus,
    description: door.id,
    eventPattern: {
      source: ["cowry"],
      detailType: [...door.on],
      ...(door.where === undefined ? {} : { detail: { data: door.where } }),
    },
  });
  // By its ARN: the queue's policy names the bus already, and a policy per rule would tie the stacks in a ring.
  const undelivered = Queue.fromQueueArn(stack, `${id}DeadLetters`, deadLetters.queueArn);
  const retry = { retryAttempts: DELIVERIES_MAX, maxEventAge: Duration.hours(24) };
  rule.addTarget(new LambdaFunction(fn, { deadLetterQueue: undelivered, ...retry }));
  fn.configureAsyncInvoke({
    retryAttempts: RUNS_AGAIN,
    maxEventAge: Duration.hours(6),
    onFailure: new DeadLetters(undelivered),
  });
}
