import { readFileSync } from "node:fs";
import { FAULT_KINDS, type Faults, NO_FAULTS } from "../aws/faults.ts";
import type { Replica } from "../aws/replica.ts";
import type { Expiry } from "../engine/expiry.ts";
import { parseJson } from "../json.ts";
import type { Permissions } from "../iam/permissions.ts";
import type { InvokeResult } from "../lambda/lambda.ts";
import { type Scheduler, UnknownSchedule } from "../schedule/scheduler.ts";
import type { ExecutionView } from "../stepfunctions/index.ts";
import {
  chance,
  count,
  countOrNone,
  duration,
  limitOf,
  listOf,
  objectOf,
  oneOf,
  optional,
  readObject,
  seed,
  time,
  word,
} from "./fields.ts";
import { type PeopleParts, peopleRoutes } from "./people-routes.ts";
import { invalid, Problem } from "./problem.ts";
import { simulatorRoutes } from "./simulator-routes.ts";
import type { Route } from "./surface.ts";
import { type WorkParts, workRoutes } from "./work-routes.ts";

export interface SurfaceParts extends WorkParts, PeopleParts {
  readonly info: () => object;
  readonly permissions: Permissions;
  readonly faults: Faults;
  readonly replica: Replica;
  readonly scheduler: Scheduler;
  readonly expiry: Expiry;
  /** The simulator's address; empty where it was left out. */
  readonly paystack: () => string;
}

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | undefined) => (ms === undefined ? null : iso(ms));

/** Every path of the local surface, as `docs/` of the project describe it. */
export function surfaceRoutes(parts: SurfaceParts): readonly Route[] {
  const { info, inbox, logs, recorder } = parts;
  return [
    { method: "GET", path: /^\/_local\/info$/, answer: () => info() },
    {
      method: "GET",
      path: /^\/_local\/messages$/,
      query: ["to", "limit"],
      answer: ({ query }) => {
        const found = inbox.find(query.get("to"));
        const shown = query.has("limit") ? found.slice(0, limitOf(query)) : found;
        return shown.map(({ atMs, ...message }) => ({ ...message, at: iso(atMs) }));
      },
    },
    ...clockRoutes(parts),
    ...scheduleRoutes(parts),
    ...executionRoutes(parts),
    {
      method: "GET",
      path: /^\/_local\/logs$/,
      query: ["request_id", "function", "limit"],
      answer: ({ query }) => {
        const found = logs.find({
          requestId: query.get("request_id"),
          source: query.get("function"),
          limit: limitOf(query),
        });
        return found.map(({ atMs, source, requestId, text }) => {
          return { at: iso(atMs), function: source, request_id: requestId ?? null, line: text };
        });
      },
    },
    {
      method: "GET",
      path: /^\/_local\/wire$/,
      query: ["request_id", "limit"],
      answer: ({ query }) => recorder.find(query.get("request_id")?.split(","), limitOf(query)),
    },
    ...faultRoutes(parts),
    { method: "GET", path: /^\/_local\/permissions$/, answer: () => parts.permissions.view() },
    ...workRoutes(parts),
    ...peopleRoutes(parts),
    ...simulatorRoutes(parts.paystack),
    { method: "GET", path: /^\/_local\/openapi\.json$/, answer: openApi },
  ];
}

/** More than any app has. */
const SCHEDULES_MAX = 100;

function clockRoutes({ clock, expiry, scheduler }: SurfaceParts): readonly Route[] {
  const view = () => ({ now: iso(clock.now()), offset_ms: Math.round(clock.offsetMs()) });
  return [
    { method: "GET", path: /^\/_local\/clock$/, answer: view },
    {
      method: "POST",
      path: /^\/_local\/clock$/,
      answer: async ({ body }) => {
        const fields = {
          advance: optional(duration),
          to: optional(time),
          schedules: optional(listOf(word, SCHEDULES_MAX)),
        };
        const { advance, to, schedules } = readObject(fields, body);
        if ((advance === undefined) === (to === undefined)) {
          throw invalid({ path: "body", message: "must have either advance or to" });
        }
        const move = () => (to === undefined ? clock.advance(advance ?? 0) : clock.moveTo(to));
        const { ran } = await during(scheduler, schedules, move);
        await expiry.sweepAfterMove();
        await clock.settle();
        return { ...view(), ran };
      },
    },
  ];
}

async function during<T>(
  scheduler: Scheduler,
  schedules: readonly string[] | undefined,
  move: () => Promise<T>,
): Promise<T> {
  try {
    return await scheduler.during(schedules, move);
  } catch (error) {
    if (error instanceof UnknownSchedule) throw invalid({ path: "schedules", message: error.message });
    throw error;
  }
}

function scheduleRoutes({ clock, scheduler }: SurfaceParts): readonly Route[] {
  return [
    {
      method: "GET",
      path: /^\/_local\/schedules$/,
      answer: () =>
        scheduler.list().map(({ nextAtMs, ...schedule }) => ({ ...schedule, next_at: isoOrNull(nextAtMs) })),
    },
    {
      method: "POST",
      path: /^\/_local\/schedules\/(.+)\/run$/,
      answer: async ({ name, body }) => {
        readObject({}, body);
        const ranAt = clock.now();
        const results = await scheduler.runNow(name);
        if (results === undefined) throw new Problem(404, "schedule_not_found", "There is no schedule of this name.");
        return { name, ran_at: iso(ranAt), results: results.map(resultView) };
      },
    },
  ];
}

function resultView(result: InvokeResult): object {
  const { invocation } = result;
  const about = { function: invocation.fn.title, request_id: invocation.requestId };
  if (result.ok) return { ...about, status: "succeeded", result: result.payload ?? null };
  return { ...about, status: "failed", error: { type: result.error.errorType, message: result.error.errorMessage } };
}

function executionRoutes({ stepFunctions }: SurfaceParts): readonly Route[] {
  return [
    {
      method: "GET",
      path: /^\/_local\/executions$/,
      query: ["limit"],
      answer: ({ query }) => stepFunctions.executions().slice(0, limitOf(query)).map(executionView),
    },
    {
      method: "GET",
      path: /^\/_local\/executions\/(.+)$/,
      answer: ({ name }) => {
        const found = stepFunctions.execution(name);
        if (found === undefined) throw new Problem(404, "execution_not_found", "There is no execution of this id.");
        const events = found.events.map(({ id, previousEventId, type, atMs, details }) => {
          return { id, previous_id: previousEventId, type, at: iso(atMs), details: details ?? null };
        });
        return { ...executionView(found.execution), events, definition: parseJson(found.definition) };
      },
    },
  ];
}

function executionView(execution: ExecutionView): object {
  const { executionArn, name, stateMachineArn, status, startedAtMs, stoppedAtMs, input, output, error, cause } =
    execution;
  return {
    id: name,
    arn: executionArn,
    machine: stateMachineArn.split(":").at(-1),
    status,
    started_at: iso(startedAtMs),
    stopped_at: isoOrNull(stoppedAtMs),
    input: parseJson(input) ?? input,
    output: output === undefined ? null : (parseJson(output) ?? output),
    error: error ?? null,
    cause: cause ?? null,
    waiting: execution.waiting.map(({ state, for: on, untilMs }) => ({ state, for: on, until: isoOrNull(untilMs) })),
  };
}

const PLAN = {
  seed: optional(seed),
  ...(Object.fromEntries(FAULT_KINDS.map((kind) => [kind, optional(chance)])) as Record<
    (typeof FAULT_KINDS)[number],
    ReturnType<typeof optional<number>>
  >),
  next: optional(
    listOf(
      objectOf({
        fault: oneOf(FAULT_KINDS),
        operation: optional(word),
        function: optional(word),
        skip: optional(countOrNone),
        count: optional(count),
      }),
      100,
    ),
  ),
};

function faultRoutes({ faults, replica }: SurfaceParts): readonly Route[] {
  const view = () => {
    const { seed: given, rates, next } = faults.plan;
    return { seed: given, ...rates, next, injected: faults.injected };
  };
  return [
    { method: "GET", path: /^\/_local\/faults$/, answer: view },
    {
      method: "POST",
      path: /^\/_local\/faults$/,
      answer: async ({ body }) => {
        const { seed: given, next, ...kinds } = readObject(PLAN, body);
        const rates = Object.fromEntries(Object.entries(kinds).filter(([, rate]) => rate !== undefined));
        const planned = (next ?? []).map(({ fault, operation, function: title, skip, count: times }) => ({
          fault,
          ...(operation === undefined ? {} : { operation }),
          ...(title === undefined ? {} : { function: title }),
          ...(skip === undefined ? {} : { skip }),
          count: times ?? 1,
        }));
        faults.set({ seed: given ?? NO_FAULTS.seed, rates, next: planned });
        await replica.keep(faults.mayBring("staleRead"));
        return view();
      },
    },
  ];
}

function openApi(): unknown {
  try {
    return JSON.parse(readFileSync(new URL("../../../../docs/openapi.json", import.meta.url), "utf8")) as unknown;
  } catch {
    throw new Problem(404, "not_generated", "There is no docs/openapi.json yet: run npm run gen.");
  }
}
