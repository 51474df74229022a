import { __Client as SdkClient, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { assert } from "./errors.ts";
import { askLateness } from "./lateness.ts";
import { type Place, setPlace } from "./place.ts";
import { layMiddleware } from "./request.ts";
import { Wire } from "./wire.ts";

let tableName: string | undefined;
let client: TableClient | undefined;

export interface TableOptions {
  readonly tableName: string;
  /** Where it is; left out where the SDK is to find out. */
  readonly place?: Place;
  /** Asked before each attempt: true when whoever wanted it has been answered already. Then it is not begun. */
  readonly isLate?: () => boolean;
}

/** Called at cold start by the platform; nothing is opened until the first request. */
export function connectTable(options: TableOptions): void {
  askLateness(options.isLate ?? (() => false));
  client?.destroy();
  client = undefined;
  setPlace(options.place);
  tableName = options.tableName;
}

export function tableOf(): string {
  assert(tableName !== undefined, "connectTable() comes before the first request");
  return tableName;
}

/** As much of the SDK's client as is asked of it. */
export type TableClient = Pick<DynamoDBClient, "send" | "middlewareStack" | "destroy">;

/** The one client of this process. */
export function clientOf(): TableClient {
  client ??= makeClient();
  return client;
}

/**
 * The SDK's client for its own commands, with our middleware (`request.ts`) in the place of the service's: see decision 0020.
 */
function makeClient(): TableClient {
  const config = { apiVersion: "2012-08-10", requestHandler: new Wire() };
  const made = new SdkClient(config as never) as unknown as TableClient;
  layMiddleware(made.middlewareStack);
  keepHandlers(made, config);
  return made;
}

type Handler = (command: unknown) => Promise<{ readonly output: unknown }>;
interface Resolvable {
  readonly constructor: unknown;
  resolveMiddleware(stack: unknown, config: unknown, options: undefined): Handler;
}

/** Each command brings a search for the endpoint of its own, which is known here. */
const ENDPOINT_MIDDLEWARE = "endpointV2Middleware";

/**
 * Puts a command's stack together once for each kind of command, and again when the stack has changed. (The SDK can do
 * this, too, but then knows of no change; tests make some.)
 */
function keepHandlers(made: TableClient, config: object): void {
  const handlers = new Map<unknown, Handler>();
  const stack = made.middlewareStack;
  const [add, remove, concat] = [stack.add.bind(stack), stack.remove.bind(stack), stack.concat.bind(stack)];
  const changed = <A extends unknown[], R>(change: (...given: A) => R) => {
    return (...given: A): R => {
      handlers.clear();
      return change(...given);
    };
  };
  stack.add = changed(add as () => void);
  stack.remove = changed(remove);
  stack.concat = ((own: typeof stack) => {
    own.remove(ENDPOINT_MIDDLEWARE);
    return concat(own);
  }) as typeof concat;
  const send = async (command: Resolvable) => {
    let handler = handlers.get(command.constructor);
    if (handler === undefined) {
      handler = command.resolveMiddleware(stack, config, undefined);
      handlers.set(command.constructor, handler);
    }
    return (await handler(command)).output;
  };
  made.send = send as unknown as typeof made.send;
}
