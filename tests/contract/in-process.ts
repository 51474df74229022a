import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { loadAssembly } from "@cowry/local/assembly/load";
import type { Assembly } from "@cowry/local/assembly/model";
import { type GatewayRequest, toAnswer, toEvent } from "@cowry/local/http/payload";
import { type RouteTable, routesOf } from "@cowry/local/http/routes";
import { environmentOf } from "@cowry/local/lambda/environment";
import { functionsOf, type LambdaFunction } from "@cowry/local/lambda/function";
import { vi } from "vitest";
import { ASSEMBLY_DIR } from "../../scripts/synth.ts";
import { type Answer, cloud, local, parseJson } from "../kit/cloud.ts";

/**
 * The deployed bundles, called in this process with the very events that the gateway would hand them: for the many
 * requests that a door must refuse before it asks anybody anything. Of AWS only its secrets can be read here; whatever
 * else a door asks for is refused and remembered.
 */

type Handler = (event: unknown, context: object) => Promise<unknown>;

export interface Request {
  readonly method: string;
  readonly path: string;
  /** With its question mark; empty without one. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Ground {
  readonly assembly: Assembly;
  readonly routes: RouteTable;
  readonly aws: Aws;
}

let ground: Ground | undefined;

/** Reads the templates, stands where the borrowed cloud's clock stands, and takes the place of AWS. */
export async function openDoors(): Promise<void> {
  const { body } = await local.get("/info");
  const assembly = loadAssembly(ASSEMBLY_DIR, { api: cloud().origin, aws: String(body["aws_endpoint"]) });
  const aws = await Aws.before(String(body["aws_endpoint"]));
  ground = { assembly, routes: routesOf(assembly, functionsOf(assembly)), aws };
  vi.setSystemTime(String(body["now"]));
}

export async function closeDoors(): Promise<void> {
  vi.useRealTimers();
  await ground?.aws.stop();
  ground = undefined;
}

/** What the door answers that the gateway would call, and what it asked of AWS meanwhile. */
export async function callDoor(request: Request): Promise<Answer & { readonly asked: readonly string[] }> {
  if (ground === undefined) throw new Error("openDoors comes first");
  const { assembly, routes, aws } = ground;
  const match = routes.match(request.method, request.path);
  if (match === undefined) throw new Error(`no route answers to ${request.method} ${request.path}`);
  const { fn, key } = match.route;
  const event = toEvent(gatewayRequestOf(request), {
    kind: "http-api",
    accountId: assembly.accountId,
    apiId: "inprocess",
    domainName: `inprocess.execute-api.${assembly.region}.amazonaws.com`,
    requestId: "in-process",
    routeKey: key,
    pathParameters: match.parameters,
    nowMs: Date.now(),
  });
  aws.asked.length = 0;
  const result = await silently(async () => {
    become(fn, assembly.region, aws.url);
    const handler = await handlerOf(fn);
    return handler(JSON.parse(JSON.stringify(event)), contextOf(fn));
  });
  const answer = toAnswer(result);
  if (answer === undefined) throw new Error(`${fn.title} gave no answer: ${JSON.stringify(result)}`);
  const headers = new Headers(answer.headers.map(([name, value]): [string, string] => [name, value]));
  const body = answer.body.toString("utf8");
  return {
    status: answer.status,
    body: (body === "" ? {} : parseJson(body)) as Answer["body"],
    headers,
    requestId: headers.get("x-request-id") ?? "",
    asked: [...aws.asked],
  };
}

/** As a client's headers and body come in at the gateway. */
function gatewayRequestOf({ method, path, query, headers, body }: Request): GatewayRequest {
  const bytes = Buffer.from(body ?? "");
  const all = { host: "in-process", "user-agent": "contract", ...headers, "content-length": String(bytes.length) };
  return {
    method,
    rawPath: path,
    rawQuery: query.replace(/^\?/, ""),
    headers: Object.entries(all),
    body: bytes,
    sourceIp: "127.0.0.1",
    protocol: "HTTP/1.1",
  };
}

const given = { ...process.env };

/** The environment of this function and of no other. */
function become(fn: LambdaFunction, region: string, endpointUrl: string): void {
  const identity = { sessionToken: "in-process", logStream: "in-process" };
  const own = environmentOf(fn, region, endpointUrl, identity, {});
  for (const name of Object.keys(process.env))
    if (!(name in given) && !(name in own)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, own);
}

async function handlerOf(fn: LambdaFunction): Promise<Handler> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(fn.bundle).href)) as Record<string, Handler>;
  const handler = module[fn.exportName];
  if (handler === undefined) throw new Error(`${fn.title}: its bundle exports no ${fn.exportName}`);
  return handler;
}

const contextOf = (fn: LambdaFunction) => ({
  awsRequestId: "in-process",
  functionName: fn.name,
  getRemainingTimeInMillis: () => fn.timeoutMs,
});

/** A door's log lines are its own matter. */
async function silently<T>(act: () => Promise<T>): Promise<T> {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    return await act();
  } finally {
    process.stdout.write = write;
  }
}

/** Passes on what reads a secret; everything else is refused, and kept in `asked`. */
class Aws {
  readonly asked: string[] = [];
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async before(endpoint: string): Promise<Aws> {
    const made: { aws?: Aws } = {};
    const server = createServer((request, response) => {
      const target = String(request.headers["x-amz-target"] ?? request.url);
      if (!target.startsWith("AmazonSSM.GetParameters")) {
        made.aws?.asked.push(target);
        response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
        response.end(JSON.stringify({ __type: "AccessDeniedException", message: "nothing may be asked here" }));
        return;
      }
      void forwarded(endpoint, request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
        response.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (made.aws = new Aws(server));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function forwarded(endpoint: string, request: IncomingMessage): Promise<{ status: number; body: string }> {
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const response = await fetch(`${endpoint}${request.url ?? "/"}`, {
    method: "POST",
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    body: await textOf(request),
  });
  return { status: response.status, body: await response.text() };
}
