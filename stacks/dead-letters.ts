import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IDestination, IEventSourceDlq, IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";

/**
 * Where Lambda leaves what a function could not do. The library's own destinations let the function look into the queue as
 * well; Lambda only sends, in the function's name.
 */
export class DeadLetters implements IDestination, IEventSourceDlq {
  readonly #queue: IQueue;

  constructor(queue: IQueue) {
    this.#queue = queue;
  }

  bind(_from: unknown, fn: IFunction): { readonly destination: string } {
    fn.addToRolePolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.#queue.queueArn] }));
    return { destination: this.#queue.queueArn };
  }
}
