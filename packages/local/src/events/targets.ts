import type { LambdaFunction } from "../lambda/function.ts";
import { findFunction } from "../lambda/function.ts";
import type { InvokeResult, Lambda } from "../lambda/lambda.ts";
import type { Queues } from "../state/queues.ts";
import { sendToQueue } from "../aws/sqs.ts";

export interface TargetOptions {
  readonly functions: readonly LambdaFunction[];
  readonly lambda: Lambda;
  readonly queues: Queues;
  /** Starts an execution of the state machine with this ARN; false when there is none. */
  readonly startExecution: (machineArn: string, input: string) => boolean;
}

/** Where rules and schedules send: functions, queues, state machines. */
export class Targets {
  readonly #options: TargetOptions;

  constructor(options: TargetOptions) {
    this.#options = options;
  }

  /** Undefined when the ARN can be delivered to, else why not. */
  problem(arn: string): string | undefined {
    const { functions, queues } = this.#options;
    if (findFunction(functions, arn) !== undefined || queues.find(arn)?.arn === arn) return undefined;
    return /^arn:aws:states:[^:]*:[^:]*:stateMachine:/.test(arn) ? undefined : `target ${arn} is not known here`;
  }

  /** Hands the event over; a function's failures are tried again as Lambda does. */
  deliver(arn: string, event: unknown): void {
    const { functions, lambda, queues, startExecution } = this.#options;
    const fn = findFunction(functions, arn);
    if (fn !== undefined) lambda.send(fn, event);
    else if (!startExecution(arn, JSON.stringify(event))) sendToQueue(queues, arn, event);
  }

  /** Runs a function target and waits for its answer; other targets are delivered to. */
  async run(arn: string, event: unknown): Promise<InvokeResult | undefined> {
    const fn = findFunction(this.#options.functions, arn);
    if (fn !== undefined) return this.#options.lambda.invoke(fn, event);
    this.deliver(arn, event);
    return undefined;
  }
}
