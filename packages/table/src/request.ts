import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { newRequestToken, retryClock, signingTime } from "./clock.ts";
import { busyReason } from "./errors.ts";
import { isLate } from "./lateness.ts";
import { type Place, placeOf } from "./place.ts";
import { backoff } from "./retry.ts";
import { type Credentials, sign } from "./signature.ts";

/**
 * What is done to each request, in the order of the SDK's stack. Its own middleware finds out for every request where the
 * endpoint is, whose credentials, which signer, what the user agent says; walks the schema of every item in and out; and
 * copies its configuration for each of these: half of what a request costs, and most of the client's size (decision 0020).
 */

interface Request {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  readonly method: "POST";
  readonly path: "/";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

const SERVICE = "dynamodb";
const VERSION = "DynamoDB_20120810";

type Stack = DynamoDBClient["middlewareStack"];

/** Under the SDK's own names, so that whoever knows its stack finds its way. */
export function layMiddleware(stack: Stack): void {
  stack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const { endpoint } = await placeOf();
        return next({ ...args, request: requestOf(endpoint, commandName.replace(/Command$/, ""), args.input) });
      },
    { step: "serialize", name: "serializerMiddleware" },
  );
  stack.add((next) => (args) => repeated(() => next(args)), {
    step: "finalizeRequest",
    priority: "high",
    name: "retryMiddleware",
  });
  stack.add(
    (next) => async (args) => {
      const place = await placeOf();
      const request = args.request as Request;
      return next({ ...args, request: { ...request, headers: signed(request, place, await place.credentials()) } });
    },
    { step: "finalizeRequest", priority: "low", name: "httpSigningMiddleware" },
  );
  stack.add(
    (next) => async (args) => {
      const { response } = await next(args);
      // Whoever sits at the end of the stack answers with what the wire answers with.
      return { response, output: outputOf(response as Response) as never };
    },
    { step: "deserialize", name: "deserializerMiddleware" },
  );
}

/** Attempts per command; they share one ClientRequestToken. `persist` owns everything beyond. */
const ATTEMPTS = 3;
const CONFLICT = "TransactionConflictException";

/** What may pass by itself is sent again as it is; a conflict is for `persist`, which gives it a token of its own. */
async function repeated<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const passing = busyReason(error) !== undefined && !(error instanceof Error && error.name === CONFLICT);
      if (!passing || attempt === ATTEMPTS) throw error;
      // Our own delays: the SDK's after throttling (1 s and up) outlast our budget.
      await retryClock().sleep(backoff(attempt - 1));
      if (isLate()) throw error;
    }
  }
}

function requestOf({ protocol, hostname, port }: URL, operation: string, input: object): Request {
  // Attribute values are JSON as they are: no codec of ours writes binary ones.
  const body = Buffer.from(JSON.stringify(operation === "TransactWriteItems" ? withToken(input) : input));
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "content-length": String(body.length),
    "user-agent": "cowry aws-sdk-js/3",
    "x-amz-target": `${VERSION}.${operation}`,
  };
  const where = { protocol, hostname, port: port === "" ? undefined : Number(port) };
  return { ...where, method: "POST", path: "/", headers, body };
}

/** One token for all attempts of one command: they come behind this, so that a repeat after a lost answer is the same. */
function withToken(input: object): object {
  return { ClientRequestToken: newRequestToken(), ...input };
}

function signed({ headers, body }: Request, { endpoint, region }: Place, credentials: Credentials) {
  const { "content-type": type = "", "x-amz-target": target = "", ...unsigned } = headers;
  const essential = { "content-type": type, "x-amz-target": target };
  const request = { host: endpoint.host, headers: essential, body };
  return { ...unsigned, ...sign(request, { region, service: SERVICE }, credentials, signingTime()) };
}

interface Said {
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
  readonly CancellationReasons?: TransactionCanceledException["CancellationReasons"];
  readonly Item?: ConditionalCheckFailedException["Item"];
}

function outputOf({ statusCode, headers, body }: Response): object {
  const requestId = headers["x-amzn-requestid"];
  const $metadata = { httpStatusCode: statusCode, ...(requestId === undefined ? {} : { requestId }) };
  const said = parsed(body, $metadata);
  if (statusCode < 300) return { ...said, $metadata };
  throw exceptionOf(said, statusCode, headers["x-amzn-errortype"], $metadata);
}

/** An answer that was cut off, or is a proxy's page: told by its status, as the SDK tells it. */
function parsed(body: Uint8Array, $metadata: object): Said {
  if (body.length === 0) return {};
  try {
    const said: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8"));
    return typeof said === "object" && said !== null ? said : {};
  } catch (error) {
    throw Object.assign(error as Error, { $metadata, $response: undefined });
  }
}

function exceptionOf(
  said: Said,
  status: number,
  header: string | undefined,
  $metadata: { readonly httpStatusCode: number; readonly requestId?: string },
): DynamoDBServiceException {
  const name = /^(?:.*#)?([^:#,]+)/.exec(said.__type ?? header ?? "Unknown")?.[1] ?? "Unknown";
  const message = said.message ?? said.Message ?? "UnknownError";
  const about = { message, $metadata };
  if (name === "TransactionCanceledException") {
    return new TransactionCanceledException({ ...about, CancellationReasons: said.CancellationReasons ?? [] });
  }
  if (name === "ConditionalCheckFailedException") {
    return new ConditionalCheckFailedException({ ...about, ...(said.Item === undefined ? {} : { Item: said.Item }) });
  }
  return new DynamoDBServiceException({ ...about, name, $fault: status >= 500 ? "server" : "client" });
}
