import type { MapState, ParallelState, State } from "./definition.ts";
import { runtimeError, StateError } from "./failure.ts";
import { failState } from "./handling.ts";
import { isList, putPath, readPath } from "./path.ts";
import {
  addThread,
  dropThread,
  finish,
  goTo,
  indexOf,
  parentOf,
  record,
  recordExit,
  scopeOf,
  setPhase,
  stateOf,
  told,
  type BranchesPhase,
  type Run,
  type Thread,
} from "./run.ts";
import { render } from "./template.ts";
import type { Json } from "./types.ts";

/** What a state may hand on, in bytes of UTF-8. */
const MOST_BYTES = 262_144;

export function checkSize(value: Json, thread: Thread, what: string): void {
  if (Buffer.byteLength(JSON.stringify(value)) <= MOST_BYTES) return;
  const cause = `The state '${thread.state}' has ${what} that exceeds the maximum of ${MOST_BYTES} bytes.`;
  throw new StateError("States.DataLimitExceeded", cause);
}

/** What `path` selects of `data` for the thread's state: all of it by default, nothing for null. */
export function selected(run: Run, thread: Thread, path: string | null | undefined, data: Json, field: string): Json {
  if (path === undefined) return data;
  if (path === null) return {};
  const value = readPath(path, scopeOf(run, thread, data));
  if (value !== undefined) return value;
  throw runtimeError(`Invalid path '${path}' in ${field} of the state '${thread.state}': nothing is there.`);
}

/** The state's data after its InputPath. */
export function inputOf(run: Run, thread: Thread): Json {
  const state = stateOf(run, thread);
  return selected(run, thread, "InputPath" in state ? state.InputPath : undefined, thread.input, "InputPath");
}

/** The state has done its work: its result goes into its data, and its data on to the next state. */
export function complete(run: Run, thread: Thread, result: Json): void {
  const state = stateOf(run, thread);
  const selector = "ResultSelector" in state ? state.ResultSelector : undefined;
  const shaped = selector === undefined ? result : render(selector, scopeOf(run, thread, result));
  const place = "ResultPath" in state ? state.ResultPath : undefined;
  // A result is put into the raw input, not into what InputPath selected of it.
  const data = place === null ? thread.input : putPath(place ?? "$", thread.input, shaped);
  leave(run, thread, data);
}

/** Leaves the state by its OutputPath. */
export function leave(run: Run, thread: Thread, data: Json, next?: string): void {
  const state = stateOf(run, thread);
  const output = selected(run, thread, "OutputPath" in state ? state.OutputPath : undefined, data, "OutputPath");
  checkSize(output, thread, "an output");
  const target = next ?? nextOf(state);
  if (target !== undefined) {
    goTo(run, thread, target, output);
    return;
  }
  recordExit(run, thread, output);
  const parent = parentOf(run, thread);
  if (parent === undefined) {
    record(run, thread, "ExecutionSucceeded", "executionSucceededEventDetails", told("output", output));
    finish(run, "SUCCEEDED", { output: JSON.stringify(output) });
    return;
  }
  childDone(run, parent, thread, output);
}

function nextOf(state: State): string | undefined {
  return "Next" in state ? state.Next : undefined;
}

/** How many items of a Map the service works on at once when the machine says nothing. */
const MOST_AT_ONCE = 40;

function startOf(state: MapState | ParallelState, index: number): string {
  const branch = state.Type === "Map" ? state.ItemProcessor : state.Branches[index];
  if (branch === undefined) throw new Error(`there is no branch ${index}`);
  return branch.StartAt;
}

function itemsOf(run: Run, thread: Thread, state: MapState): readonly Json[] {
  const items = selected(run, thread, state.ItemsPath, inputOf(run, thread), "ItemsPath");
  if (isList(items)) return items;
  throw runtimeError(
    `Reference path '${state.ItemsPath ?? "$"}' of the state '${thread.state}' must point to an array.`,
  );
}

/** Starts as many children as may work at once. */
function startChildren(run: Run, thread: Thread, state: MapState | ParallelState, phase: BranchesPhase): void {
  const data = inputOf(run, thread);
  const most = state.Type === "Map" ? state.MaxConcurrency || MOST_AT_ONCE : phase.total;
  const items = state.Type === "Map" ? itemsOf(run, thread, state) : [];
  const end = Math.min(phase.total, Object.keys(phase.done).length + most);
  setPhase(run, thread, { ...phase, started: end });
  const from = thread.lastEvent;
  for (let index = phase.started; index < end; index += 1) {
    const value = items[index] ?? null;
    if (state.Type === "Map") {
      const details = { name: thread.state, index };
      const started = record(run, thread, "MapIterationStarted", "mapIterationStartedEventDetails", details);
      const more = { Map: { Item: { Index: index, Value: value } } };
      const input =
        state.ItemSelector === undefined ? value : render(state.ItemSelector, scopeOf(run, thread, data, more));
      addChild(run, thread, { index, input, start: startOf(state, index), lastEvent: started, item: { index, value } });
    } else {
      const input = state.Parameters === undefined ? data : render(state.Parameters, scopeOf(run, thread, data));
      addChild(run, thread, { index, input, start: startOf(state, index), lastEvent: from });
    }
    // Siblings follow their parent in the history, not one another.
    thread.lastEvent = from;
  }
}

interface Child {
  readonly index: number;
  readonly input: Json;
  readonly start: string;
  readonly lastEvent: number;
  readonly item?: { readonly index: number; readonly value: Json };
}

function addChild(run: Run, parent: Thread, child: Child): void {
  const { index, input, start: state, lastEvent, item } = child;
  addThread(run, { id: `${parent.id}.${index}`, state, input, lastEvent, ...(item !== undefined && { item }) });
}

/** Enters a Map or Parallel state. */
export function fork(run: Run, thread: Thread, state: MapState | ParallelState): void {
  const map = state.Type === "Map";
  const total = map ? itemsOf(run, thread, state).length : state.Branches.length;
  if (map) record(run, thread, "MapStateStarted", "mapStateStartedEventDetails", { length: total });
  else record(run, thread, "ParallelStateStarted");
  const phase: BranchesPhase = { kind: "branches", total, started: 0, done: {} };
  if (total === 0) {
    joined(run, thread, phase);
    return;
  }
  startChildren(run, thread, state, phase);
}

function childDone(run: Run, parent: Thread, child: Thread, output: Json): void {
  const state = stateOf(run, parent);
  const { phase } = parent;
  if (phase.kind !== "branches" || (state.Type !== "Map" && state.Type !== "Parallel")) {
    throw new Error(`${parent.id} of ${run.execution.arn} has a child but does not wait for any`);
  }
  const index = indexOf(child);
  if (state.Type === "Map") {
    const details = { name: parent.state, index };
    record(run, child, "MapIterationSucceeded", "mapIterationSucceededEventDetails", details);
  }
  parent.lastEvent = child.lastEvent;
  dropThread(run, child);
  const next: BranchesPhase = { ...phase, done: { ...phase.done, [index]: output } };
  setPhase(run, parent, next);
  guarded(run, parent, () => {
    if (Object.keys(next.done).length === next.total) joined(run, parent, next);
    else if (next.started < next.total) startChildren(run, parent, state, next);
  });
}

function joined(run: Run, thread: Thread, phase: BranchesPhase): void {
  record(run, thread, `${stateOf(run, thread).Type}StateSucceeded`);
  complete(
    run,
    thread,
    Array.from({ length: phase.total }, (_, index) => phase.done[index] ?? null),
  );
}

/** Does a part of a state's work; an error of the language becomes the state's failure. */
export function guarded(run: Run, thread: Thread, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    failState(run, thread, error);
  }
}
