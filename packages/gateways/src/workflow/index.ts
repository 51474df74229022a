import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { BatchStarter } from "@cowry/core/bulk";
import type { Executions, Waker } from "@cowry/core/payouts";
import type { RunStarter } from "@cowry/core/reconciliation";

/** Step Functions: executions by a name of ours, which makes them unique, and the tokens of waiting ones. */

let client: SFNClient | undefined;

function sfn(): SFNClient {
  return (client ??= new SFNClient({ maxAttempts: 3 }));
}

/** Starts executions of one state machine. Its name is the transaction's id, so that there is one for each, ever. */
export function executionsOf(stateMachineArn: string): Executions {
  return {
    start: (transactionId) => startOnce(stateMachineArn, transactionId, { transactionId }),
  };
}

/** The same for reconciliations: one for each attempt at a day, ever. */
export function reconciliationsOf(stateMachineArn: string): RunStarter {
  return {
    start: (name, run) => startOnce(stateMachineArn, name, run),
  };
}

/** The same for batches of payouts: one for each, ever. */
export function batchesOf(stateMachineArn: string): BatchStarter {
  return {
    start: (name, input) => startOnce(stateMachineArn, name, input),
  };
}

async function startOnce(stateMachineArn: string, name: string, input: unknown): Promise<void> {
  try {
    await sfn().send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

/** Answers waiting executions. One that waits no more has asked for itself. */
export const waker: Waker = {
  async wake(taskToken, answer) {
    try {
      await sfn().send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }));
    } catch (error) {
      if (!(error instanceof TaskTimedOut) && !(error instanceof TaskDoesNotExist)) throw error;
    }
  },
};
