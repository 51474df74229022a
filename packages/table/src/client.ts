import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { retryClock } from "./clock.ts";
import { assert } from "./errors.ts";
import { askLateness, isLate } from "./lateness.ts";
import { backoff } from "./retry.ts";

/** The SDK's own attempts per command; they share one ClientRequestToken. `persist` owns everything beyond. */
const SDK_ATTEMPTS = 3;
const MAX_SOCKETS = 32;

let tableName: string | undefined;
let client: DynamoDBClient | undefined;

export interface TableOptions {
  readonly tableName: string;
  /** Asked before each attempt: true when whoever wanted it has been answered already. Then it is not begun. */
  readonly isLate?: () => boolean;
}

/** Called at cold start by the platform; nothing is opened until the first request. */
export function connectTable(options: TableOptions): void {
  askLateness(options.isLate ?? (() => false));
  client?.destroy();
  client = undefined;
  tableName = options.tableName;
}

export function tableOf(): string {
  assert(tableName !== undefined, "connectTable() comes before the first request");
  return tableName;
}

/** The one client of this process. Endpoint, region and credentials are the SDK's own, from its environment. */
export function clientOf(): DynamoDBClient {
  client ??= makeClient();
  return client;
}

function makeClient(): DynamoDBClient {
  const made = new DynamoDBClient({
    maxAttempts: SDK_ATTEMPTS,
    retryStrategy: retryStrategy(),
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 400,
      requestTimeout: 900,
      // Without it a hung socket is only warned about and burns the whole time of the function.
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS }),
    }),
  });
  // It copies whatever goes in and comes out for a log that nobody keeps, and that must never see an item.
  made.middlewareStack.remove("loggerMiddleware");
  return made;
}

/** Repeats of one command inside the SDK: our own delays, as its throttling delays (1 s and up) outlast our budget. */
function retryStrategy() {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0)),
    async refreshRetryTokenForRetry(used: { getRetryCount(): number }, failure: { readonly errorType: string }) {
      const count = used.getRetryCount() + 1;
      if (count >= SDK_ATTEMPTS || failure.errorType === "CLIENT_ERROR") throw new Error("no further attempt");
      await retryClock().sleep(backoff(count - 1));
      if (isLate()) throw new Error("no further attempt");
      return token(count);
    },
    recordSuccess: () => undefined,
  };
}
