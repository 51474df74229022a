import { randomUUID } from "node:crypto";
import type http from "node:http";
import { ClockError, type MovableClock } from "../clock.ts";
import { consoleFile } from "../console/page.ts";
import { docsFile } from "../docs/page.ts";
import { readBody } from "../http/listen.ts";
import { parseJson } from "../json.ts";
import type { LogStore } from "../logs.ts";
import { invalid, Problem, problemBody } from "./problem.ts";

const BODY_BYTES_MAX = 64 * 1024;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

const NO_SUCH_METHOD = new Problem(405, "method_not_allowed", "This path does not answer to this method.");

export interface SurfaceRequest {
  readonly query: ReadonlyMap<string, string>;
  readonly body: unknown;
  /** What the path's variable part holds. */
  readonly name: string;
}

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  /** Query parameters that may be given. */
  readonly query?: readonly string[];
  readonly answer: (request: SurfaceRequest) => unknown;
}

/** What exists only locally: `/_local/…` for programs, `/_console` and `/docs` for people. Never part of a template. */
export class Surface {
  readonly #clock: MovableClock;
  readonly #logs: LogStore;
  readonly #routes: readonly Route[];

  constructor(clock: MovableClock, logs: LogStore, routes: readonly Route[]) {
    this.#clock = clock;
    this.#logs = logs;
    this.#routes = routes;
  }

  async serve(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    const requestId = randomUUID();
    try {
      // A page elsewhere may point a name of its own at this machine: it would not be called localhost.
      if (!LOOPBACK.test(request.headers.host ?? "")) {
        throw new Problem(403, "forbidden", "The local surface answers to 127.0.0.1 and localhost only.");
      }
      if (/^\/_console(\/|$)/.test(path)) {
        const file = await consoleFile(path);
        if (file === undefined) throw new Problem(404, "route_not_found", "The console has no such file.");
        response.writeHead(200, file.headers).end(file.body);
      } else if (/^\/docs(\/|$)/.test(path)) {
        if (request.method !== "GET") throw NO_SUCH_METHOD;
        const { headers, body } = docsFile(path);
        response.writeHead(200, headers).end(body);
      } else reply(response, 200, "application/json", await this.#answer(request, path, query));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 500) this.#logs.add({ source: "surface", text: String(error) });
      const body = problemBody(problem, requestId, this.#clock.now());
      reply(response, problem.status, "application/problem+json", body);
    }
  }

  async #answer(request: http.IncomingMessage, path: string, query: string): Promise<unknown> {
    const here = this.#routes.filter((route) => route.path.test(path));
    const route = here.find(({ method }) => method === request.method);
    if (here.length === 0) throw new Problem(404, "route_not_found", "There is no such path.");
    if (route === undefined) throw NO_SUCH_METHOD;
    const name = nameIn(route.path.exec(path)?.[1]);
    const parameters = new Map(new URLSearchParams(query));
    const unknown = [...parameters.keys()].filter((key) => !(route.query ?? []).includes(key));
    if (unknown.length > 0)
      throw invalid(...unknown.map((key) => ({ path: `query.${key}`, message: "is not known here" })));
    const body = route.method === "POST" ? await jsonBody(request) : undefined;
    return route.answer({ query: parameters, body, name });
  }
}

function nameIn(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    throw new Problem(404, "route_not_found", "There is no such path.");
  }
}

/** An empty body is an empty object. JSON must say so: a form on another site cannot. */
async function jsonBody(request: http.IncomingMessage): Promise<unknown> {
  const body = await readBody(request, BODY_BYTES_MAX);
  if (body === undefined) throw new Problem(413, "body_too_large", "The body is larger than 64 KB.");
  const type = request.headers["content-type"];
  if (
    !/^application\/json\s*(;|$)/i.test(type ?? (body.length === 0 && !fromBrowser(request) ? "application/json" : ""))
  ) {
    throw new Problem(415, "unsupported_media_type", "The body must be application/json.");
  }
  const parsed = body.length === 0 ? {} : parseJson(body.toString("utf8"));
  if (parsed === undefined) throw invalid({ path: "body", message: "is not JSON" });
  return parsed;
}

function fromBrowser(request: http.IncomingMessage): boolean {
  return request.headers.origin !== undefined;
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ClockError) {
    return error.code === "backwards"
      ? new Problem(409, "clock_backwards", "The clock only goes forward.")
      : new Problem(503, "clock_unsettled", `The clock did not come to rest: ${error.message}.`);
  }
  return new Problem(500, "internal_error", "The local cloud itself failed; its log says why.");
}

function reply(response: http.ServerResponse, status: number, type: string, body: unknown): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(JSON.stringify(body, undefined, 1));
}
