import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type http from "node:http";
import { type Handler, readBody } from "../http/listen.ts";
import { parseJson, record } from "../json.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import type { Lambda } from "../lambda/lambda.ts";
import type { Permissions } from "../iam/permissions.ts";
import type { LogStore } from "../logs.ts";
import type { Inbox } from "../state/inbox.ts";
import type { StepFunctions } from "../stepfunctions/index.ts";
import type { DynamoDb } from "./dynamodb.ts";
import { answerLambda } from "./lambda.ts";
import { answerSes } from "./ses.ts";
import type { Sns } from "./sns.ts";
import {
  type AwsAnswer,
  AwsError,
  type AwsRequest,
  type Caller,
  json,
  type JsonOperations,
  type NoAnswer,
} from "./wire.ts";
import { RESET, SILENCE, unknownOperation } from "./wire.ts";

/** AWS takes no larger request on any of these endpoints. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

export interface AwsServices {
  readonly dynamoDb: DynamoDb;
  readonly sns: Sns;
  readonly permissions: Permissions;
  readonly inbox: Inbox;
  readonly stepFunctions: StepFunctions;
  readonly lambda: Lambda;
  readonly functions: readonly LambdaFunction[];
  readonly logs: LogStore;
  /** By the prefix of `x-amz-target`: `AmazonSSM`, `TrentService`, `AWSEvents`, `AmazonSQS`. */
  readonly json: Readonly<Record<string, JsonOperations>>;
}

/** Every AWS endpoint on one port, each in its own wire protocol. What is not known is refused and logged. */
export function awsEndpoint(services: AwsServices): Handler {
  return async (incoming, response) => {
    const body = await readBody(incoming, BODY_BYTES_MAX);
    const request = requestOf(incoming, body ?? Buffer.alloc(0), services);
    const answer = body === undefined ? tooLarge() : await answerOf(request, services);
    if (answer === RESET) {
      incoming.socket.destroy();
      return;
    }
    if (answer === SILENCE) {
      if (!response.destroyed) await once(response, "close");
      return;
    }
    response.writeHead(answer.status, {
      "content-type": answer.contentType,
      "x-amzn-requestid": randomUUID(),
      ...answer.headers,
    });
    response.end(answer.body);
  };
}

async function answerOf(request: AwsRequest, services: AwsServices): Promise<AwsAnswer | NoAnswer> {
  try {
    return await route(request, services);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.type === "UnknownOperationException") {
      const who = request.caller.fn?.title ?? "somebody";
      services.logs.add({
        source: "aws",
        invocation: request.caller.invocation,
        text: `REFUSED ${who}: ${error.message}`,
      });
    }
    const answer = json({ __type: error.type, message: error.message }, "1.1", error.status);
    return { ...answer, headers: { "x-amzn-errortype": error.type } };
  }
}

async function route(request: AwsRequest, services: AwsServices): Promise<AwsAnswer | NoAnswer> {
  const { target, path, headers, body, caller } = request;
  const permit = () => services.permissions.check(request);
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") !== true) permit();
  if (target !== undefined) return toTarget(target, request, services);
  if (path.startsWith("/v2/email/")) return answerSes(request, services.inbox);
  if (path.startsWith("/2015-03-31/functions/")) return answerLambda(request, services.lambda, services.functions);
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    const form = new URLSearchParams(body.toString("utf8"));
    const answer = services.sns.answer(form, permit);
    if (answer.status === 400 && form.get("Action") !== "Publish") {
      services.logs.add({
        source: "aws",
        invocation: caller.invocation,
        text: `REFUSED query ${form.get("Action") ?? ""}`,
      });
    }
    return answer;
  }
  throw unknownOperation(`${request.method} ${path}`);
}

async function toTarget(target: string, request: AwsRequest, services: AwsServices): Promise<AwsAnswer | NoAnswer> {
  const [service = "", operation = ""] = target.split(".");
  if (service.startsWith("DynamoDB")) return services.dynamoDb.answer(request);
  const text = request.body.toString("utf8");
  if (service === "AWSStepFunctions") {
    const { status, body } = services.stepFunctions.handle(target, text);
    return { status, contentType: "application/x-amz-json-1.0", body };
  }
  const act = services.json[service]?.[operation];
  if (act === undefined) throw unknownOperation(target);
  const version = request.headers["content-type"] === "application/x-amz-json-1.0" ? "1.0" : "1.1";
  return json(act(record(parseJson(text === "" ? "{}" : text)), request.caller), version);
}

function requestOf(incoming: http.IncomingMessage, body: Buffer, { lambda, functions }: AwsServices): AwsRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) headers[name] = String(value);
  const path = decodeURIComponent((incoming.url ?? "/").split("?")[0] ?? "/");
  const target = headers["x-amz-target"];
  return {
    method: incoming.method ?? "POST",
    path,
    target,
    headers,
    body,
    caller: callerOf(headers, lambda, functions),
  };
}

/** The instance by its session token; an instance that has ended meanwhile still leaves its function's key. */
function callerOf(headers: Record<string, string>, lambda: Lambda, functions: readonly LambdaFunction[]): Caller {
  const known = lambda.caller(headers["x-amz-security-token"] ?? "");
  if (known !== undefined) {
    const { instance, invocation } = known;
    return { fn: instance.fn, invocation, end: (how) => instance.end(how) };
  }
  const keyId = /Credential=([^/]+)\//.exec(headers["authorization"] ?? "")?.[1];
  return { fn: functions.find(({ accessKeyId }) => accessKeyId === keyId), invocation: undefined };
}

function tooLarge(): AwsAnswer {
  return json({ __type: "RequestTooLargeException", message: "the request is too large" }, "1.1", 413);
}
