import type { Machine } from "./definition.ts";
import type { JournalRecord, MachineRecord } from "./journal.ts";
import { loadMachine } from "./load.ts";
import { newRun, type Execution, type Run } from "./run.ts";

/** How long the service remembers an execution that has ended: its name can be used again afterwards. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;

export function isForgotten(execution: Execution, nowMs: number): boolean {
  return execution.stoppedAtMs !== undefined && nowMs - execution.stoppedAtMs > REMEMBERED_MS;
}

/** The machine of an execution that has ended: it is named and shown, and runs no more. */
function endedMachine({ machineArn: arn, machineId: id }: Execution, known?: MachineRecord): Machine {
  const name = arn.slice(arn.lastIndexOf(":") + 1);
  const { roleArn = "", definition = "" } = known ?? {};
  return { id, arn, name, roleArn, definition, startAt: "", timeoutSeconds: undefined, states: new Map() };
}

/** The executions as the records left them. Nothing of them moves yet. */
export function restore(records: readonly JournalRecord[], nowMs: number): Map<string, Run> {
  const machines = new Map<string, MachineRecord>();
  const runs = new Map<string, Run>();
  for (const record of records) {
    if (record.kind === "machine") machines.set(record.id, record);
    else apply(runs, record);
  }
  for (const [arn, run] of runs) {
    const { execution } = run;
    const known = machines.get(execution.machineId);
    if (isForgotten(execution, nowMs)) runs.delete(arn);
    else if (execution.status === "RUNNING") runs.set(arn, { ...run, machine: machineOf(known, execution) });
    else runs.set(arn, { ...run, machine: endedMachine(execution, known) });
  }
  return runs;
}

function machineOf(machine: MachineRecord | undefined, execution: Execution): Machine {
  if (machine === undefined) throw new Error(`the journal lacks the definition that ${execution.arn} runs`);
  return loadMachine(machine);
}

function apply(runs: Map<string, Run>, record: Extract<JournalRecord, { kind: "step" }>): void {
  const { arn, execution, threads, gone, events } = record;
  // Event 1 is a start: of a new execution, or of a new one under a name that was forgotten.
  const known = events[0]?.id === 1 ? undefined : runs.get(arn);
  const run = known ?? (execution === undefined ? undefined : newRun(execution, endedMachine(execution)));
  if (run === undefined) throw new Error(`the journal lacks the start of ${arn}`);
  runs.set(arn, run);
  if (execution !== undefined) Object.assign(run.execution, execution);
  for (const id of gone) run.threads.delete(id);
  for (const thread of threads) run.threads.set(thread.id, thread);
  run.events.push(...events);
  run.journaledEvents = run.events.length;
}

/** The least records that say where the executions stand. */
export function snapshot(runs: Iterable<Run>): readonly JournalRecord[] {
  const machines = new Map<string, JournalRecord>();
  const steps: JournalRecord[] = [];
  for (const { execution, machine, threads, events } of runs) {
    const { id, arn, roleArn, definition } = machine;
    // Of what ended before definitions were kept there is none.
    if (definition !== "") machines.set(id, { kind: "machine", id, arn, roleArn, definition });
    steps.push({ kind: "step", arn: execution.arn, execution, threads: [...threads.values()], gone: [], events });
  }
  return [...machines.values(), ...steps];
}
