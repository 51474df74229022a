import { randomUUID } from "node:crypto";
import { type Assembly, AssemblyRefused, ofType, type Resource } from "../assembly/model.ts";
import type { Clock } from "../clock.ts";
import type { Targets } from "../events/targets.ts";
import { list, parseJson, record, text } from "../json.ts";
import type { InvokeResult } from "../lambda/lambda.ts";
import { type NextRun, parseSchedule } from "./expression.ts";

interface Schedule {
  readonly names: readonly string[];
  readonly arn: string;
  readonly expression: string;
  readonly zone: string;
  readonly enabled: boolean;
  readonly next: NextRun;
  readonly targets: readonly { readonly arn: string; readonly input: string | undefined }[];
  /** What a target gets that has no input of its own. */
  readonly source: "aws.events" | "aws.scheduler";
}

export interface ScheduleView {
  readonly name: string;
  readonly expression: string;
  readonly zone: string;
  readonly enabled: boolean;
  readonly nextAtMs: number | undefined;
}

/** There is no schedule of this name. */
export class UnknownSchedule extends Error {
  constructor(name: string) {
    super(`there is no schedule ${name}`);
    this.name = "UnknownSchedule";
  }
}

/** Rules and schedules by time, on the movable clock. What was due while the cloud was off is not made up for. */
export class Scheduler {
  readonly #assembly: Assembly;
  readonly #clock: Clock;
  readonly #targets: Targets;
  readonly #schedules: readonly Schedule[];
  /** The only ones that run while the clock is being moved; undefined: all. */
  #chosen: ReadonlySet<Schedule> | undefined;
  #lastMove: Promise<unknown> = Promise.resolve();

  constructor(assembly: Assembly, clock: Clock, targets: Targets) {
    this.#assembly = assembly;
    this.#clock = clock;
    this.#targets = targets;
    this.#schedules = read(assembly, clock, targets);
  }

  start(): void {
    for (const schedule of this.#schedules) if (schedule.enabled) this.#arm(schedule);
  }

  list(): readonly ScheduleView[] {
    return this.#schedules.map(({ names, expression, zone, enabled, next }) => ({
      name: names[0] ?? "",
      expression,
      zone,
      enabled,
      nextAtMs: enabled ? next(this.#clock.now()) : undefined,
    }));
  }

  /**
   * Moves the clock with only these schedules running on the way; undefined: all of them. A night of everything takes
   * seconds, and who tests one job need not wait for the others. Moves are made one after another.
   */
  during<T>(names: readonly string[] | undefined, move: () => Promise<T>): Promise<T> {
    const chosen = names === undefined ? undefined : new Set(names.map((name) => this.#named(name)));
    const mine = this.#lastMove.then(async () => {
      this.#chosen = chosen;
      try {
        return await move();
      } finally {
        this.#chosen = undefined;
      }
    });
    this.#lastMove = mine.catch(() => undefined);
    return mine;
  }

  #named(name: string): Schedule {
    const found = this.#schedules.find(({ names }) => names.includes(name));
    if (found === undefined) throw new UnknownSchedule(name);
    return found;
  }

  /** Runs a schedule's targets now, whatever its time; undefined when there is no such schedule. */
  async runNow(name: string): Promise<readonly InvokeResult[] | undefined> {
    const schedule = this.#schedules.find(({ names }) => names.includes(name));
    if (schedule === undefined) return undefined;
    const atMs = this.#clock.now();
    const results = schedule.targets.map(({ arn, input }) =>
      this.#targets.run(arn, this.#event(schedule, input, atMs)),
    );
    return (await Promise.all(results)).filter((result) => result !== undefined);
  }

  #arm(schedule: Schedule): void {
    const atMs = schedule.next(this.#clock.now());
    if (atMs === undefined) return;
    this.#clock.at(atMs, () => {
      this.#arm(schedule);
      if (this.#chosen?.has(schedule) === false) return;
      for (const { arn, input } of schedule.targets) this.#targets.deliver(arn, this.#event(schedule, input, atMs));
    });
  }

  #event({ arn, source }: Schedule, input: string | undefined, atMs: number): unknown {
    const time = new Date(atMs).toISOString().replace(/\.\d{3}Z$/, "Z");
    if (input !== undefined) return parseJson(filledIn(input, arn, time));
    const { accountId: account, region } = this.#assembly;
    const detail = source === "aws.events" ? {} : "{}";
    const id = randomUUID();
    return {
      version: "0",
      id,
      "detail-type": "Scheduled Event",
      source,
      account,
      time,
      region,
      resources: [arn],
      detail,
    };
  }
}

/** Replaces the context attributes that EventBridge Scheduler knows. */
function filledIn(input: string, arn: string, time: string): string {
  const attributes: Readonly<Record<string, string>> = {
    "<aws.scheduler.schedule-arn>": arn,
    "<aws.scheduler.scheduled-time>": time,
    "<aws.scheduler.execution-id>": randomUUID(),
    "<aws.scheduler.attempt-number>": "1",
  };
  return input.replace(/<aws\.scheduler\.[a-z-]+>/g, (name) => attributes[name] ?? name);
}

function read(assembly: Assembly, clock: Clock, targets: Targets): readonly Schedule[] {
  const problems: string[] = [];
  const parsed = (resource: Resource, source: Schedule["source"], to: readonly unknown[]): readonly Schedule[] => {
    const { id, ref, title, attributes, properties } = resource;
    const expression = text(properties["ScheduleExpression"]);
    if (expression === undefined) return [];
    const zone = text(properties["ScheduleExpressionTimezone"]) ?? "UTC";
    const found = to.map((target) => ({
      arn: text(record(target)["Arn"]) ?? "",
      input: text(record(target)["Input"]),
    }));
    for (const { arn } of found) {
      const problem = targets.problem(arn);
      if (problem !== undefined) problems.push(`${id}: ${problem}`);
    }
    try {
      const next = parseSchedule(expression, zone, clock.now());
      // A description that is one word names the job better than a construct's id.
      const word = /^[\w/.-]{1,64}$/.exec(text(properties["Description"]) ?? "")?.[0];
      const names = [word, title, ref].filter((name) => name !== undefined);
      const enabled = properties["State"] !== "DISABLED";
      return [{ names, arn: attributes["Arn"] ?? "", expression, zone, enabled, next, targets: found, source }];
    } catch (error) {
      problems.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  };
  const rules = ofType(assembly, "AWS::Events::Rule").flatMap((rule) => {
    return parsed(rule, "aws.events", list(rule.properties["Targets"]));
  });
  const schedules = ofType(assembly, "AWS::Scheduler::Schedule").flatMap((schedule) => {
    return parsed(schedule, "aws.scheduler", [schedule.properties["Target"]]);
  });
  if (problems.length > 0) throw new AssemblyRefused(problems);
  return [...rules, ...schedules];
}
