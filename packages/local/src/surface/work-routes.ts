import type { Recorder, RunCost } from "../aws/recorder.ts";
import type { MovableClock } from "../clock.ts";
import type { Gateway } from "../http/gateway.ts";
import { parseJson } from "../json.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import type { Lambda } from "../lambda/lambda.ts";
import type { LogStore } from "../logs.ts";
import type { RunLog, RunRecord } from "../runs.ts";
import type { Inbox } from "../state/inbox.ts";
import type { Queues } from "../state/queues.ts";
import type { StepFunctions } from "../stepfunctions/index.ts";
import type { Streams } from "../streams/streams.ts";
import { limitOf } from "./fields.ts";
import type { Route } from "./surface.ts";

export interface WorkParts {
  readonly clock: MovableClock;
  readonly functions: readonly LambdaFunction[];
  readonly gateway: Gateway;
  readonly lambda: Lambda;
  readonly logs: LogStore;
  readonly inbox: Inbox;
  readonly queues: Queues;
  readonly recorder: Recorder;
  readonly runs: RunLog;
  readonly stepFunctions: StepFunctions;
  readonly streams: Streams;
  readonly writes: () => number;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** What the cloud is doing: functions and their calls, the stream, the queues of what was given up. */
export function workRoutes(parts: WorkParts): readonly Route[] {
  const { recorder, runs, queues, streams } = parts;
  return [
    { method: "GET", path: /^\/_local\/pulse$/, answer: () => pulse(parts) },
    { method: "GET", path: /^\/_local\/functions$/, answer: () => functionViews(parts) },
    {
      method: "GET",
      path: /^\/_local\/runs$/,
      query: ["function", "limit"],
      answer: ({ query }) => {
        const costs = recorder.costs();
        return runs.find(query.get("function"), limitOf(query)).map((run) => runView(run, costs));
      },
    },
    {
      method: "GET",
      path: /^\/_local\/streams$/,
      answer: () =>
        streams.view().map(({ fn, batchSize, windowMs, retriesMax, givenUp, failuresInRow, ...rest }) => ({
          ...{ function: fn, ...rest, batch_size: batchSize, window_seconds: windowMs / 1_000 },
          ...{ retries_max: Number.isFinite(retriesMax) ? retriesMax : null },
          ...{ given_up: givenUp, failures_in_row: failuresInRow },
        })),
    },
    {
      method: "GET",
      path: /^\/_local\/queues$/,
      answer: () => queues.all.map(({ name, messages }) => ({ name, messages: messages.length })),
    },
    {
      method: "GET",
      path: /^\/_local\/dead-letters$/,
      answer: () =>
        queues.all.flatMap(({ name, messages }) =>
          messages.map(({ id, body, sentAtMs }) => ({
            queue: name,
            id,
            at: iso(sentAtMs),
            body: parseJson(body) ?? body,
          })),
        ),
    },
  ];
}

/** Numbers that change when there is something new to ask for. */
function pulse({ clock, inbox, logs, queues, runs, stepFunctions, writes }: WorkParts): object {
  const next = clock.nextAtMs();
  return {
    now: iso(clock.now()),
    next_at: next === undefined ? null : iso(next),
    messages: inbox.delivered,
    lines: logs.added,
    runs: runs.added,
    moves: stepFunctions.moves(),
    writes: writes(),
    dead_letters: queues.all.reduce((sum, { messages }) => sum + messages.length, 0),
  };
}

function functionViews({ functions, gateway, lambda, recorder, runs }: WorkParts): readonly object[] {
  const summaries = runs.summaries();
  const units = unitsByFunction(runs, recorder);
  return functions.map((fn) => {
    const done = summaries.get(fn.title);
    return {
      name: fn.title,
      routes: gateway.routes.routes.filter((route) => route.fn === fn).map(({ key }) => key),
      url: gateway.urls.some((url) => url.fn === fn) ? `/_url/${fn.title}/` : null,
      timeout_seconds: fn.timeoutMs / 1_000,
      memory_mb: fn.memoryMb,
      instances: lambda.instances(fn),
      calls: done?.calls ?? 0,
      failures: done?.failures ?? 0,
      cold_starts: done?.coldStarts ?? 0,
      p50_ms: done?.p50Ms ?? null,
      p95_ms: done?.p95Ms ?? null,
      last_at: done === undefined ? null : iso(done.lastAtMs),
      units: units.get(fn.title) ?? null,
    };
  });
}

/** What a call costs on average, of the calls whose requests to the table are still kept. */
function unitsByFunction(runs: RunLog, recorder: Recorder): ReadonlyMap<string, object> {
  const costs = recorder.costs();
  const known = runs.find(undefined, Number.MAX_SAFE_INTEGER).flatMap(({ title, requestId }) => {
    const cost = costs.get(requestId);
    return cost === undefined ? [] : [{ title, cost }];
  });
  return new Map(
    [...Map.groupBy(known, ({ title }) => title)].map(([title, each]) => {
      const mean = (of: (cost: RunCost) => number) =>
        Math.round((each.reduce((sum, { cost }) => sum + of(cost), 0) / each.length) * 10) / 10;
      return [
        title,
        {
          read: mean(({ read }) => read),
          write: mean(({ write }) => write),
          exact: each.every(({ cost }) => cost.exact),
        },
      ];
    }),
  );
}

function runView(run: RunRecord, costs: ReadonlyMap<string, RunCost>): object {
  const { number, atMs, title, requestId, ms, cold, how, status } = run;
  const cost = costs.get(requestId);
  return {
    ...{ number, at: iso(atMs), function: title, request_id: requestId },
    ...{ ms: Math.round(ms * 10) / 10, cold, how, status: status ?? null },
    units: cost ?? null,
  };
}
