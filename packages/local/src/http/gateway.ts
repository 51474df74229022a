import { randomBytes } from "node:crypto";
import { type Assembly, AssemblyRefused, ofType } from "../assembly/model.ts";
import type { Clock } from "../clock.ts";
import { text } from "../json.ts";
import { findFunction, type LambdaFunction } from "../lambda/function.ts";
import type { InvokeResult, Lambda } from "../lambda/lambda.ts";
import { type Cors, corsOf, preflight, withCors } from "./cors.ts";
import { type GatewayAnswer, type GatewayRequest, toAnswer, toEvent } from "./payload.ts";
import { type RouteTable, routesOf } from "./routes.ts";
import { Throttle } from "./throttle.ts";

/** An HTTP API takes no larger request. */
export const REQUEST_BYTES_MAX = 10 * 1024 * 1024;
/** Beyond this Lambda itself refuses the event. */
const EVENT_BYTES_MAX = 6 * 1024 * 1024;

export interface FunctionUrl {
  readonly fn: LambdaFunction;
  readonly id: string;
  readonly cors: Cors | undefined;
}

/** The templates' HTTP API and function URLs: HTTP requests in, function results out. */
export class Gateway {
  readonly routes: RouteTable;
  readonly urls: readonly FunctionUrl[];
  readonly #assembly: Assembly;
  readonly #clock: Clock;
  readonly #lambda: Lambda;
  readonly #throttle: Throttle;
  readonly #cors: Cors | undefined;
  readonly #apiId: string;

  constructor(assembly: Assembly, functions: readonly LambdaFunction[], lambda: Lambda, clock: Clock) {
    this.#assembly = assembly;
    this.#clock = clock;
    this.#lambda = lambda;
    this.#throttle = new Throttle(assembly, clock);
    this.routes = routesOf(assembly, functions);
    const [api] = ofType(assembly, "AWS::ApiGatewayV2::Api");
    this.#cors = corsOf(api?.properties["CorsConfiguration"]);
    this.#apiId = api?.ref ?? "local";
    this.urls = ofType(assembly, "AWS::Lambda::Url").map(({ id, properties }) => {
      const fn = findFunction(functions, text(properties["TargetFunctionArn"]) ?? "");
      if (fn === undefined) throw new AssemblyRefused([`${id}: it leads to no function of the templates`]);
      return { fn, id: fn.accessKeyId.toLowerCase(), cors: corsOf(properties["Cors"]) };
    });
  }

  /** Serves a request to the HTTP API. */
  async api(request: GatewayRequest): Promise<GatewayAnswer> {
    const requestId = `${randomBytes(11).toString("base64url")}=`;
    const answer = await this.#api(request, requestId);
    const finished = this.#cors === undefined ? answer : withCors(this.#cors, request, answer);
    return { ...finished, headers: [...finished.headers, ["apigw-requestid", requestId]] };
  }

  async #api(request: GatewayRequest, requestId: string): Promise<GatewayAnswer> {
    const early = this.#cors && preflight(this.#cors, request);
    if (early !== undefined) return early;
    const match = this.routes.match(request.method, request.rawPath);
    if (match === undefined) return says(404, "Not Found");
    const { route, parameters } = match;
    if (!this.#throttle.admits(route.key)) return says(429, "Too Many Requests");
    const event = toEvent(request, {
      kind: "http-api",
      accountId: this.#assembly.accountId,
      apiId: this.#apiId,
      domainName: `${this.#apiId}.execute-api.${this.#assembly.region}.amazonaws.com`,
      requestId,
      routeKey: route.key,
      pathParameters: parameters,
      nowMs: this.#clock.now(),
    });
    if (tooLarge(request)) return says(413, "Request Entity Too Large");
    const result = await this.#invoke(route.fn, event, requestId, request, route.timeoutMs);
    if (result === undefined) return says(503, "Service Unavailable");
    return this.#answer(result) ?? says(500, "Internal Server Error");
  }

  /** Serves a request to a function URL; `rawPath` is below the URL. */
  async url(url: FunctionUrl, request: GatewayRequest): Promise<GatewayAnswer> {
    const early = url.cors && preflight(url.cors, request);
    if (early !== undefined) return early;
    const requestId = randomBytes(16)
      .toString("hex")
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    const event = toEvent(request, {
      kind: "url",
      accountId: this.#assembly.accountId,
      apiId: url.id,
      domainName: `${url.id}.lambda-url.${this.#assembly.region}.on.aws`,
      requestId,
      routeKey: "$default",
      pathParameters: {},
      nowMs: this.#clock.now(),
    });
    if (tooLarge(request)) return says(413, "Request Entity Too Large");
    const result = await this.#lambda.invoke(url.fn, event, idsOf(requestId, request));
    const answer = this.#answer(result) ?? { status: 502, headers: [], body: Buffer.from("Internal Server Error") };
    const finished = url.cors === undefined ? answer : withCors(url.cors, request, answer);
    return { ...finished, headers: [...finished.headers, ["x-amzn-requestid", requestId]] };
  }

  /** Undefined when the integration did not answer in the gateway's time; the function may well go on. */
  async #invoke(fn: LambdaFunction, event: object, requestId: string, request: GatewayRequest, timeoutMs: number) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), timeoutMs);
    });
    try {
      return await Promise.race([this.#lambda.invoke(fn, event, idsOf(requestId, request)), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Undefined when the function failed, or its result is no answer. */
  #answer(result: InvokeResult): GatewayAnswer | undefined {
    const answer = result.ok ? toAnswer(result.payload) : undefined;
    // The id that the function gave its request is a name of this run too.
    const own = answer?.headers.find(([name]) => name === "x-request-id")?.[1];
    if (own !== undefined) result.invocation.ids.add(own);
    return answer;
  }
}

function idsOf(requestId: string, { headers }: GatewayRequest): readonly string[] {
  const sent = headers.find(([name]) => name.toLowerCase() === "x-request-id")?.[1];
  return sent === undefined ? [requestId] : [requestId, sent];
}

function tooLarge({ body }: GatewayRequest): boolean {
  return body.length > EVENT_BYTES_MAX;
}

/** What the gateway answers by itself, in AWS's words. */
export function says(status: number, message: string): GatewayAnswer {
  return { status, headers: [["content-type", "application/json"]], body: Buffer.from(JSON.stringify({ message })) };
}
