import { timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { edgePage, json, problem, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { amountOf, readBody, readFile, textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import type { FaultRecord, Subject } from "./fault-plan.ts";
import type { World } from "./world.ts";

/** HTTP: finds the route, asks for the key, lets faults strike, answers. */
export function serve(world: World, routes: readonly Route[]): Server {
  const server = createServer((request, response) => {
    respond(world, routes, request, response).catch((error: unknown) => {
      world.log(`simulator: ${String(error)}`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = 5_000;
  return server;
}

/** "dropped" is no answer at all. */
type Reaction = Answer | "dropped";

async function respond(
  world: World,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reaction = await react(world, routes, request).catch((error: unknown): Answer => {
    if (error instanceof Refusal) return error.answer;
    world.log(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return problem(500, "The simulator failed", { type: "api_error", code: "unknown" });
  });
  if (reaction === "dropped") {
    response.destroy();
    return;
  }
  const { status, headers, body } = reaction;
  if (!response.destroyed)
    response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) }).end(body);
}

async function react(world: World, routes: readonly Route[], request: IncomingMessage): Promise<Reaction> {
  const url = new URL(request.url ?? "/", "http://simulator");
  const method = request.method === "HEAD" ? "GET" : (request.method ?? "GET");
  const found = match(routes, method, url.pathname);
  if (found === undefined) {
    const message = `The simulator does not serve ${method} ${url.pathname}`;
    return problem(404, message, { type: "api_error", code: "not_simulated" });
  }
  const { route, params } = found;
  if (route.operation !== undefined) authorize(world, request.headers.authorization);
  else refuseStrangers(world, request);
  const body = method === "GET" ? {} : await (route.file === true ? readFile(request) : readBody(request));
  const call: Call = { method, path: url.pathname, params, query: url.searchParams, body, headers: request.headers };
  if (route.operation === undefined) return route.run(world, call);
  return withFaults(world, route, call);
}

async function withFaults(world: World, route: Route, call: Call): Promise<Reaction> {
  const subject: Subject = {
    operation: route.operation,
    reference: call.params["reference"] ?? textOf(call.body["reference"]),
    amount: amountOf(call.body["amount"]),
    ...route.subject?.(world, call),
  };
  const faults = world.faults.strike("request", subject);
  const by = (kind: FaultRecord["do"], when?: FaultRecord["when"]) =>
    faults.find((fault) => fault.do === kind && (when === undefined || fault.when === when));
  if (by("refuse") !== undefined) return "dropped";
  await pause(by("delay", "before")?.ms);
  const early = by("error", "before");
  if (early !== undefined) return failure(early);
  const limit = by("rate_limit");
  if (limit !== undefined) return throttled(limit);
  if (by("not_found") !== undefined && route.missing !== undefined) return route.missing().answer;
  const answer = spoilt(await answerOf(world, route, call), faults, world.domain);
  const lost = by("lose_answer");
  if (lost !== undefined) {
    await pause(lost.hang_ms);
    return "dropped";
  }
  const late = by("error", "after");
  await pause(by("delay", "after")?.ms);
  return late === undefined ? answer : failure(late);
}

/** The answer with another amount, currency or mode in its data than is true. */
function spoilt(answer: Answer, faults: readonly FaultRecord[], domain: "test" | "live"): Answer {
  const lies: Record<string, unknown> = {};
  for (const fault of faults) {
    if (fault.do === "answer_amount") lies["amount"] = fault.amount;
    if (fault.do === "answer_currency") lies["currency"] = fault.currency;
    if (fault.do === "answer_domain") lies["domain"] = domain === "test" ? "live" : "test";
  }
  if (Object.keys(lies).length === 0 || answer.status >= 300) return answer;
  const { data, ...rest } = JSON.parse(answer.body) as { readonly data?: unknown };
  if (typeof data !== "object" || data === null || Array.isArray(data)) return answer;
  return { ...answer, body: JSON.stringify({ ...rest, data: { ...data, ...lies } }) };
}

/** A refusal is an answer like any other: it too can be lost or late. */
async function answerOf(world: World, route: Route, call: Call): Promise<Answer> {
  try {
    return await route.run(world, call);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** Answers are late in real time: whoever waits for them waits in real time. Never holds the process. */
async function pause(ms: number | undefined): Promise<void> {
  if (ms !== undefined && ms > 0) await sleep(ms, undefined, { ref: false });
}

function failure(fault: FaultRecord): Answer {
  if (fault.html) return edgePage(fault.status);
  return problem(fault.status, "An error occurred", {
    type: "api_error",
    code: "unknown",
    nextStep: "Try again later",
  });
}

function throttled(fault: FaultRecord): Answer {
  const body = { status: false, message: "Please wait a few minutes and try again." };
  return json(429, body, { "retry-after": String(fault.retry_after) });
}

function authorize(world: World, header: string | undefined): void {
  if (header === undefined) throw new Refusal(401, "No Authorization Header was found");
  const key = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (key === undefined) throw new Refusal(401, "Format is Authorization Bearer [secret key]");
  const given = Buffer.from(key);
  const expected = Buffer.from(world.secretKey);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal(401, "Invalid key");
}

/** The switches have no key: a page of another site must not flip them from somebody's browser. */
function refuseStrangers(world: World, request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (request.method === "GET" || origin === undefined || origin === world.url || origin === `http://${host ?? ""}`)
    return;
  throw new Refusal(403, "This is for the simulator's own pages and for programs, not for other sites");
}

function match(routes: readonly Route[], method: string, path: string) {
  const parts = path.split("/").filter((part) => part !== "");
  for (const route of routes) {
    const params = route.method === method ? fit(route.path, parts) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function fit(pattern: string, parts: readonly string[]): Record<string, string> | undefined {
  const names = pattern.split("/").filter((part) => part !== "");
  if (names.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (!name.startsWith(":")) {
      if (name !== part) return undefined;
      continue;
    }
    try {
      params[name.slice(1)] = decodeURIComponent(part);
    } catch {
      return undefined;
    }
  }
  return params;
}
