import type { StepFunctions, StepFunctionsOptions } from "./types.ts";

export type {
  Clock,
  ExecutionStatus,
  ExecutionView,
  HistoryEvent,
  Invoke,
  InvokeOutcome,
  Invoker,
  Json,
  JsonObject,
  StateMachine,
  StepFunctions,
  StepFunctionsOptions,
  Waiting,
  WireAnswer,
} from "./types.ts";

/**
 * Step Functions for the local cloud: a small interpreter of exactly the Amazon States Language that our
 * machines use, behind the wire protocol of the real service.
 */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  void options;
  return {
    handle: (target) => ({
      status: 400,
      body: JSON.stringify({ __type: "UnknownOperationException", message: `${target} is not known here` }),
    }),
    resume: () => undefined,
    idle: () => Promise.resolve(),
    executions: () => [],
    execution: () => undefined,
    stop: () => undefined,
  };
}
