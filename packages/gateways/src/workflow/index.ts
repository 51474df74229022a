import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { Executions, Waker } from "@cowry/core/payouts";

/** Step Functions, as payouts use it: executions by the transaction's id, and the tokens of waiting ones. */

let client: SFNClient | undefined;

function sfn(): SFNClient {
  return (client ??= new SFNClient({ maxAttempts: 3 }));
}

/** Starts executions of one state machine. Its name is the transaction's id, so that there is one for each, ever. */
export function executionsOf(stateMachineArn: string): Executions {
  return {
    async start(transactionId) {
      const input = JSON.stringify({ transactionId });
      try {
        await sfn().send(new StartExecutionCommand({ stateMachineArn, name: transactionId, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
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
