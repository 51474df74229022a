import type { Origin } from "@cowry/core/kernel";
import { type AppError, errors, newId, now } from "@cowry/core/kernel";
import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import * as z from "zod/mini";
import { coldStart, doorName, runsInLambda, strictRefusals } from "./config.ts";
import { cookieAuthorization, intoCookies, noCookies } from "./cookies.ts";
import { runUntil } from "./deadline.ts";
import type { EndpointDefinition, Input } from "./definition.ts";
import { impliedErrors, secretsOf, usesOf } from "./implied.ts";
import { describeThrown, log } from "./logger.ts";
import { toAppError, toProblem } from "./problem.ts";
import { type Answer, fileIn, isReply, type Reply, type ReplyHeaders, reply } from "./reply.ts";
import { originOf, parseRequest, requestIdOf } from "./request.ts";
import { type Caller, confirmStaff, identify } from "./token.ts";

export type { EndpointDefinition, Example, Input, RequestFacts, Uses } from "./definition.ts";
export { file, nothing, type Reply, replayed, reply } from "./reply.ts";

type Result = APIGatewayProxyStructuredResultV2;

/** What the steps of one request hand on to each other. */
interface State extends Record<string, unknown> {
  startedAtMs?: number;
  origin?: Origin;
  actor?: Caller;
  /** The idempotency key, where the caller sent none and does not know it. */
  madeKey?: string | undefined;
  /** The tokens of the answer go into cookies. */
  byCookie?: boolean;
  cookies?: readonly string[];
}

type Stage = middy.MiddlewareObj<unknown, unknown, Error, Context, State>;

export type EndpointHandler<D extends EndpointDefinition> = ((
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<Result>) & { readonly definition: D };

/** Lambda would stop the door this much later: enough to say "send it again". What the door still does begins nothing. */
const TIMEOUT_MARGIN_MS = 250;

/**
 * An HTTP door. Order: error mapper → request id and logger → caller → parse → staff's credentials → call → answer check → serialise.
 * A refused request costs the least: nothing is parsed before the caller is known, nothing is called before everything
 * has been parsed.
 */
export function endpoint<const D extends EndpointDefinition>(
  definition: D,
  run: (input: Input<D>) => Answer<D> | Promise<Answer<D>>,
): EndpointHandler<D> {
  const ready = coldStart({ uses: usesOf(definition), secrets: secretsOf(definition) });
  // Loads while Lambda still starts; the first request meets the same failure, with somebody to tell.
  if (runsInLambda()) ready().catch(() => undefined);

  const stack = middy<unknown, unknown, Error, Context, State>({
    timeoutEarlyInMillis: TIMEOUT_MARGIN_MS,
    timeoutEarlyResponse: () => {
      throw errors.unavailable(undefined, { retryAfterSeconds: 1 });
    },
  })
    .use(mapErrors(definition))
    .use(openRequest())
    .use(knowCaller(definition, ready))
    .use(parse(definition))
    .use(confirmCaller(definition))
    .use(serialise())
    .use(putCookies(definition))
    .use(checkAnswer(definition))
    .handler(async (input) => run(input as Input<D>));

  const handler = (event: APIGatewayProxyEventV2, context: Context) => {
    const deadlineMs = now() + context.getRemainingTimeInMillis() - TIMEOUT_MARGIN_MS;
    return runUntil(deadlineMs, async () => (await stack(event, context)) as Result);
  };
  return Object.assign(handler, { definition });
}

/**
 * On every answer; a door may say otherwise (public keys are cacheable). The last four are for browsers: nothing of ours
 * is reached in the clear, and nothing that we answer is a page (OWASP ASVS 5, 3.4).
 */
const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

function mapErrors(definition: EndpointDefinition): Stage {
  const declared = new Set([...definition.refuses, ...impliedErrors(definition)].map(({ code }) => code));
  return {
    onError: ({ internal, error }) => {
      const requestId = internal.origin?.requestId ?? newId();
      const refusal = checkDeclared(toAppError(error), declared, requestId);
      const problem = toProblem(refusal, requestId, internal.madeKey);
      logRefusal(refusal, requestId, problem.status, internal.startedAtMs);
      return {
        statusCode: problem.status,
        headers: { ...HEADERS, ...problem.headers, "x-request-id": requestId },
        body: JSON.stringify(problem.body),
      };
    },
  };
}

/** A refusal that a door did not declare is a hole in the API document: loud where we test, logged where we serve. */
function checkDeclared(error: AppError, declared: ReadonlySet<string>, requestId: string): AppError {
  if (error.kind === "bug" || declared.has(error.code)) return error;
  log("error", "undeclared refusal", { request_id: requestId, door: doorName(), code: error.code });
  return strictRefusals()
    ? errors.internal_error(undefined, { cause: new Error(`refuses with undeclared ${error.code}`) })
    : error;
}

function logRefusal(error: AppError, requestId: string, status: number, startedAtMs = now()): void {
  const ours = error.kind === "bug" || error.kind === "unavailable";
  log(ours ? "error" : "info", "request", {
    request_id: requestId,
    door: doorName(),
    status,
    code: error.code,
    ms: now() - startedAtMs,
    ...(ours ? describeThrown(error) : {}),
  });
}

function openRequest(): Stage {
  return {
    before: ({ event, internal }) => {
      const http = event as APIGatewayProxyEventV2;
      internal.startedAtMs = now();
      internal.origin = originOf(http, requestIdOf(http));
    },
    after: ({ internal, response }) => {
      const { statusCode } = response as Result;
      const { origin, startedAtMs = now() } = internal;
      log("info", "request", {
        request_id: origin?.requestId,
        door: doorName(),
        status: statusCode,
        ms: now() - startedAtMs,
      });
    },
  };
}

function knowCaller(definition: EndpointDefinition, ready: () => Promise<void>): Stage {
  return {
    before: async ({ event, internal }) => {
      await ready().catch((error: unknown) => {
        throw definition.cannotStart?.(error) ?? error;
      });
      const http = event as APIGatewayProxyEventV2;
      const authorization = http.headers["authorization"] ?? cookieAuthorization(http);
      internal.actor = await identify(definition, authorization, originIn(internal));
    },
  };
}

function originIn(internal: State): Origin {
  if (internal.origin === undefined) throw errors.internal_error();
  return internal.origin;
}

/** After parsing: this costs a read, and a malformed request must cost none. */
function confirmCaller(definition: EndpointDefinition): Stage {
  return {
    before: async (request) => {
      const { actor } = request.internal;
      if (actor?.kind !== "staff") return;
      const staff = await confirmStaff(definition, actor);
      request.event = { ...(request.event as object), actor: staff };
    },
  };
}

/** From here on the event is the door's input. */
function parse(definition: EndpointDefinition): Stage {
  return {
    before: (request) => {
      const { requestId } = originIn(request.internal);
      const { actor } = request.internal;
      // A program has no PIN to give.
      const { confirm: _, ...unconfirmed } = definition;
      const read = actor?.kind === "api_client" ? unconfirmed : definition;
      const { madeKey, byCookie, ...parsed } = parseRequest(read, request.event as APIGatewayProxyEventV2, requestId);
      request.internal.madeKey = madeKey;
      request.internal.byCookie = byCookie;
      request.event = { actor, ...parsed };
    },
  };
}

/** Makes a Reply of what the door returned, if that is what its definition promises. */
function checkAnswer({ returns, files = [] }: EndpointDefinition): Stage {
  const statuses = Object.keys(returns).map(Number);
  return {
    after: (request) => {
      const answer = isReply(request.response) ? request.response : reply(statuses[0] ?? 200, request.response);
      const schema = returns[answer.status];
      const type = fileIn(answer)?.type;
      const broken =
        schema === undefined
          ? `undeclared status ${answer.status}`
          : type === undefined
            ? mismatch(z.safeParse(schema, answer.value))
            : mismatchedFile(files, type);
      if (broken !== undefined) throw errors.internal_error(undefined, { cause: new Error(`answer: ${broken}`) });
      request.response = answer;
    },
  };
}

/** What a browser forgets of us when somebody signs out (ASVS 14.3.1); the cookies are taken back one by one. */
const LEFT_BEHIND = '"cache", "storage"';

/** For browsers: after the check, which knows the answer as the definition has it. */
function putCookies({ endsSession }: EndpointDefinition): Stage {
  return {
    after: (request) => {
      const answer = request.response as Reply;
      if (endsSession === true) {
        request.internal.cookies = noCookies();
        request.response = { ...answer, headers: { ...answer.headers, "clear-site-data": LEFT_BEHIND } };
      }
      if (request.internal.byCookie !== true) return;
      const { value, cookies } = intoCookies(answer.value);
      request.internal.cookies = cookies;
      request.response = { ...answer, value };
    },
  };
}

function mismatchedFile(files: readonly string[], type: string): string | undefined {
  return files.includes(type) ? undefined : `undeclared file ${type}`;
}

/** Names the fields, never their values. */
function mismatch(result: z.core.util.SafeParseResult<unknown>): string | undefined {
  return result.success
    ? undefined
    : result.error.issues.map(({ code, path }) => `${path.map(String).join(".")} ${code}`).join(", ");
}

function serialise(): Stage {
  return {
    after: (request) => {
      const { status, value, headers } = request.response as Reply;
      const { cookies = [] } = request.internal;
      const bytes = fileIn(request.response as Reply)?.bytes;
      const requestId = originIn(request.internal).requestId;
      const all: ReplyHeaders = { ...headers, "x-request-id": requestId };
      const given = Object.entries(all).flatMap(([name, text]) =>
        text === undefined ? [] : [[name.toLowerCase(), text] as const],
      );
      const type = value === undefined ? {} : { "content-type": "application/json" };
      request.response = {
        statusCode: status,
        headers: { ...HEADERS, ...type, ...Object.fromEntries(given) },
        ...(cookies.length === 0 ? {} : { cookies: [...cookies] }),
        ...(bytes === undefined ? {} : { body: Buffer.from(bytes).toString("base64"), isBase64Encoded: true }),
        ...(value === undefined ? {} : { body: JSON.stringify(value) }),
      } satisfies Result;
    },
  };
}
