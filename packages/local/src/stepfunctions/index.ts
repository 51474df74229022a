import { Engine } from "./engine.ts";
import { fileJournal, memoryJournal } from "./journal.ts";
import type { Run, Thread } from "./run.ts";
import { dueOf } from "./step.ts";
import type { ExecutionView, StepFunctions, StepFunctionsOptions, Waiting } from "./types.ts";
import { handleWire } from "./wire.ts";

export { DefinitionError } from "./failure.ts";
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

function waitingOf(thread: Thread): Waiting {
  const { state, phase } = thread;
  const untilMs = dueOf(thread);
  const until = untilMs === undefined ? {} : { untilMs };
  if (phase.kind === "task" && phase.token !== undefined) return { state, for: "token", token: phase.token, ...until };
  if (phase.kind === "task") return { state, for: "function", ...until };
  return { state, for: phase.kind === "branches" ? "branches" : "clock", ...until };
}

function viewOf(run: Run): ExecutionView {
  const { arn: executionArn, machineArn: stateMachineArn, machineId: _machineId, ...rest } = run.execution;
  return { executionArn, stateMachineArn, ...rest, waiting: [...run.threads.values()].map(waitingOf) };
}

/**
 * Step Functions for the local cloud: a small interpreter of exactly the Amazon States Language that our machines use,
 * behind the wire protocol of the real service.
 *
 * Words: an *execution* runs a *machine*; a *thread* is one place where it stands (a Map or Parallel state has one for
 * each branch); a *happening* (a start, a return, an answer with a token, a time that comes) moves it as far as it
 * gets.
 *
 * Invariants: a move is in the journal before anything follows from it, whole or not at all. What was acknowledged
 * survives a killed process. After a restart waits end when they would have, tokens stay valid, and an invocation whose
 * return was not journaled is made again (functions run at least once, as in the cloud). The same happenings in the
 * same order give the same history.
 *
 * Not here: JSONata, variables, distributed maps, activities, Express machines, other services than Lambda. A
 * definition that asks for anything unknown is refused when it is loaded, by machine, state and field.
 */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { machines, clock, invoke, dataDir } = options;
  const journal = dataDir === undefined ? memoryJournal() : fileJournal(dataDir);
  const engine = new Engine({ machines, clock, invoke, journal });
  return {
    handle: (target, body) => handleWire(engine, target, body),
    resume: () => engine.resume(),
    idle: () => engine.idle(),
    executions: () => engine.runs().map(viewOf),
    execution: (id) => {
      const run = engine.run(id) ?? engine.runs().find((each) => each.execution.name === id);
      if (run === undefined) return undefined;
      return { execution: viewOf(run), events: [...run.events], definition: run.machine.definition };
    },
    moves: () => engine.moves,
    stop: () => engine.stop(),
  };
}
