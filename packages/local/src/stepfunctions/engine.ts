import type { Machine } from "./definition.ts";
import type { Journal, StepRecord } from "./journal.ts";
import { loadMachine } from "./load.ts";
import { restore, snapshot } from "./restore.ts";
import { newRun, type Execution, type Run, type TaskPhase, type Thread } from "./run.ts";
import { advance, dueOf, expiryOf, type Happening } from "./step.ts";
import type { Outcome } from "./task.ts";
import type { Clock, Invoke, Json, StateMachine } from "./types.ts";

export interface EngineOptions {
  readonly machines: readonly StateMachine[];
  readonly clock: Clock;
  readonly invoke: Invoke;
  readonly journal: Journal;
}

interface Timer {
  readonly dueMs: number;
  readonly cancel: () => void;
}

/**
 * Drives executions. A happening moves one of them as far as it gets, in one go; the journal takes the move; only then
 * do timers and invocations follow, from where the threads stand. A restart does that last part again: a wait goes on
 * to the time it had, and an invocation whose return is not in the journal is made once more.
 */
export class Engine {
  readonly createdAtMs: number;
  readonly #options: EngineOptions;
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #runs: Map<string, Run>;
  readonly #journaled = new Set<string>();
  readonly #timers = new Map<string, Timer>();
  /** The attempt that each thread awaits. */
  readonly #inFlight = new Map<string, number>();
  readonly #later: (() => void)[] = [];
  #idle: (() => void)[] = [];
  #moves = 0;
  #busy = false;
  #draining = false;
  #closed = false;
  #broken: Error | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.createdAtMs = options.clock.now();
    this.#machines = new Map(options.machines.map((each) => [each.arn, loadMachine(each)]));
    this.#runs = restore(options.journal.load(), this.createdAtMs);
    options.journal.replace(snapshot(this.#runs.values()));
  }

  /** Counts up with each move of an execution since the start. */
  get moves(): number {
    return this.#moves;
  }

  machine(arn: string): Machine | undefined {
    return this.#machines.get(arn);
  }

  run(executionArn: string): Run | undefined {
    return this.#runs.get(executionArn);
  }

  /** Newest first. */
  runs(): readonly Run[] {
    return [...this.#runs.values()].reverse().sort((a, b) => b.execution.startedAtMs - a.execution.startedAtMs);
  }

  now(): number {
    return this.#options.clock.now();
  }

  start(machine: Machine, arn: string, name: string, input: string): Run {
    const execution: Execution = {
      ...{ arn, name, machineArn: machine.arn, machineId: machine.id, input },
      ...{ startedAtMs: this.now(), status: "RUNNING" },
    };
    const run = newRun(execution, machine);
    this.#runs.set(arn, run);
    this.apply(run, { kind: "started" });
    return run;
  }

  apply(run: Run, happening: Happening, nowMs = this.now()): void {
    if (this.#closed) throw new Error("the Step Functions interpreter has been stopped");
    this.#move(() => {
      advance(run, happening, nowMs);
      this.#write(run);
      this.#follow(run);
    });
  }

  resume(): void {
    this.#move(() => {
      for (const run of this.#runs.values()) {
        if (run.execution.status !== "RUNNING") continue;
        for (const id of run.threads.keys()) run.touched.add(id);
        this.#follow(run);
      }
    });
  }

  /** One move after the other: a clock that rings within a move is heard when it is over. */
  #move(work: () => void): void {
    if (this.#broken !== undefined) throw this.#broken;
    this.#busy = true;
    this.#moves += 1;
    try {
      work();
    } catch (error) {
      // Memory and journal may differ from here on: nothing more is done, and everybody is told.
      this.#broken = error instanceof Error ? error : new Error(String(error));
      this.#settle();
      throw error;
    } finally {
      this.#busy = false;
    }
    this.#drain();
    this.#settle();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) next();
    } finally {
      this.#draining = false;
    }
  }

  idle(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#idle.push(() => (this.#broken === undefined ? resolve() : reject(this.#broken)));
      this.#settle();
    });
  }

  stop(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#inFlight.clear();
    this.#settle();
    this.#options.journal.close();
  }

  #settle(): void {
    const working = this.#busy || this.#later.length > 0 || this.#inFlight.size > 0;
    if (working && this.#broken === undefined) return;
    const waiting = this.#idle;
    this.#idle = [];
    for (const tell of waiting) tell();
  }

  #write(run: Run): void {
    const { execution, machine, threads, touched, events, journaledEvents } = run;
    if (touched.size === 0 && events.length === journaledEvents) return;
    if (!this.#journaled.has(machine.id)) {
      const { id, arn, roleArn, definition } = machine;
      this.#options.journal.append({ kind: "machine", id, arn, roleArn, definition });
      this.#journaled.add(id);
    }
    const told = journaledEvents === 0 || execution.status !== "RUNNING";
    const record: StepRecord = {
      ...{ kind: "step", arn: execution.arn, ...(told && { execution }) },
      threads: [...touched].flatMap((id) => threads.get(id) ?? []),
      gone: [...touched].filter((id) => !threads.has(id)),
      events: events.slice(journaledEvents),
    };
    this.#options.journal.append(record);
    run.journaledEvents = events.length;
  }

  /** Sets timers and makes invocations as the touched threads now want them. */
  #follow(run: Run): void {
    const { arn, status } = run.execution;
    for (const id of run.touched) {
      const thread = run.threads.get(id);
      const dueMs = thread === undefined ? undefined : dueOf(thread);
      this.#setTimer(`${arn} ${id}`, dueMs, run, (at) => ({ kind: "due", thread: id, dueMs: at }));
      this.#setInvocation(`${arn} ${id}`, run, thread);
    }
    run.touched.clear();
    this.#setTimer(arn, status === "RUNNING" ? expiryOf(run) : undefined, run, () => ({ kind: "expired" }));
  }

  #setTimer(key: string, dueMs: number | undefined, run: Run, happening: (dueMs: number) => Happening): void {
    const old = this.#timers.get(key);
    if (old?.dueMs === dueMs) return;
    old?.cancel();
    this.#timers.delete(key);
    if (dueMs === undefined) return;
    const unset: Timer = { dueMs, cancel: () => undefined };
    this.#timers.set(key, unset);
    const cancel = this.#options.clock.at(dueMs, () => {
      this.#timers.delete(key);
      this.#soon(() => {
        this.apply(run, happening(dueMs), Math.max(this.now(), dueMs));
      });
    });
    // A clock may ring at once.
    if (this.#timers.get(key) === unset) this.#timers.set(key, { dueMs, cancel });
  }

  /** Now, or after the move that is being made. */
  #soon(task: () => void): void {
    if (this.#closed || this.#broken !== undefined) return;
    if (this.#busy) this.#later.push(task);
    else task();
  }

  #setInvocation(key: string, run: Run, thread: Thread | undefined): void {
    const phase = thread?.phase;
    const wanted = phase?.kind === "task" && !phase.returned ? phase : undefined;
    if (this.#inFlight.get(key) === wanted?.attempt) return;
    this.#inFlight.delete(key);
    if (wanted === undefined || thread === undefined) return;
    this.#inFlight.set(key, wanted.attempt);
    void this.#invoke(key, run, thread.id, wanted);
  }

  async #invoke(key: string, run: Run, thread: string, phase: TaskPhase): Promise<void> {
    const { attempt, functionArn, payload } = phase;
    const outcome = await this.#outcomeOf(run, functionArn, payload);
    // The thread may have moved on, by a timeout or an answer with its token: nobody waits for this one any more.
    if (this.#closed || this.#inFlight.get(key) !== attempt) return;
    try {
      this.apply(run, { kind: "returned", thread, attempt, outcome });
    } catch (error) {
      // apply has kept the reason: idle() and every later call tell it.
      if (this.#broken === undefined) throw error;
    }
  }

  async #outcomeOf(run: Run, functionArn: string, payload: Json): Promise<Outcome> {
    const { machineArn: stateMachineArn, arn: executionArn } = run.execution;
    const by = { stateMachineArn, executionArn, roleArn: run.machine.roleArn };
    try {
      // A turn later, so that a function that calls back at once finds the move finished.
      await Promise.resolve();
      const outcome = await this.#options.invoke(functionArn, payload, by);
      if ("error" in outcome) return outcome;
      // Through JSON once, as over the wire: what the function returned cannot change afterwards.
      return { payload: JSON.parse(JSON.stringify(outcome.payload ?? null)) as Json };
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : String(error);
      return { error: { errorType: "Lambda.SdkClientException", errorMessage } };
    }
  }
}
