import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Wire } from "@cowry/table/wire";
import { AsyncLocalStorage } from "node:async_hooks";
import { happens } from "./crash-time.ts";

/**
 * Where a function touches what outlives it: the table, the provider, the state machines, the bus. Between two such
 * places nothing happens that anybody could see; so a function that is stopped is stopped before its first or behind one
 * of them, and nothing of it runs from then on.
 */

/** One run of one function. */
export interface Invocation {
  readonly door: string;
  /** Whether it is the function as it is deployed; else what its door would do, done by a person of the story. */
  readonly isDeployed: boolean;
  /** Of this door's runs in this story, from 1. */
  readonly nth: number;
  /** What it has touched so far. */
  readonly touched: string[];
  stopped: boolean;
  stop(): void;
  /** Of its time goes by what it touches takes. */
  spend(): void;
}

/** Stop the nth run of this door when it has touched so many places; 0: before it touches any. */
export interface CrashPoint {
  readonly door: string;
  readonly nth: number;
  readonly behind: number;
}

/** How a function ends that was stopped, for whoever called it. */
export class Stopped extends Error {
  readonly behind: number;

  constructor(door: string, nth: number, behind: number) {
    super(`${door} ${nth} was stopped behind ${behind}`);
    this.behind = behind;
  }
}

const running = new AsyncLocalStorage<Invocation>();

let crashAt: CrashPoint | undefined;
let crashed = false;

/** Whom the next stories stop, and where. */
export function planCrash(at: CrashPoint | undefined): void {
  [crashAt, crashed] = [at, false];
}

export const hasCrashed = (): boolean => crashed;

/** Runs it until it ends, or is stopped: then it throws `Stopped`, and what is left of it hangs for ever. */
export function invocation<T>(
  { door, isDeployed, nth, touched, spend }: Omit<Invocation, "stopped" | "stop">,
  run: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const self: Invocation = {
      ...{ door, isDeployed, nth, touched, spend, stopped: false },
      stop() {
        if (self.stopped) return;
        self.stopped = true;
        crashed = true;
        reject(new Stopped(door, nth, touched.length));
      },
    };
    if (isCrash(self)) {
      self.stop();
      return;
    }
    running.run(self, () => {
      run().then(resolve, reject);
    });
  });
}

function isCrash({ door, nth, touched }: Invocation): boolean {
  return !crashed && crashAt?.door === door && crashAt.nth === nth && crashAt.behind === touched.length;
}

const hasStopped = ({ stopped }: Invocation): boolean => stopped;

const forEver = <T>(): Promise<T> => new Promise(() => undefined);

/** Touches something that outlives the function that runs. */
async function touch<T>(place: string, act: () => Promise<T>): Promise<T> {
  const self = running.getStore();
  if (self === undefined) return act();
  if (hasStopped(self)) return forEver();
  self.spend();
  happens();
  const outcome = await act().then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
  happens();
  // A request that was on its way when it was stopped has its effect, and nobody hears of it.
  if (hasStopped(self)) return forEver();
  self.touched.push(place);
  if (isCrash(self)) {
    self.stop();
    return forEver();
  }
  return outcome();
}

export interface Services {
  /** Answers a request of an AWS client, by whichever function runs: `target` as its header has it. */
  aws(request: {
    readonly service: string;
    readonly target: string;
    readonly body: string;
    readonly by: Invocation | undefined;
  }): Promise<{ readonly status: number; readonly body: string }>;
  /** Where the provider is today, for one of its paths. */
  provider(path: string): string;
  parameters(body: string): string;
}

/** The provider's address as our functions know it. */
export const PROVIDER = "http://paystack.invalid";
export const PARAMETERS = "http://parameters.invalid";

const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: "table",
  AWSStepFunctions: "workflow",
  AWSEvents: "bus",
};

interface SentRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Takes the place of the wire of all AWS clients, and of the way to the provider. Gives how to put them back. */
export function takeWires(services: Services): () => void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, never called
  const [{ handle }, { handle: handleTable }] = [NodeHttpHandler.prototype, Wire.prototype];
  const { fetch: reach } = globalThis;
  const answered = async (request: object): Promise<unknown> => {
    const { headers, body = "" } = request as SentRequest;
    const target = headers["x-amz-target"] ?? "";
    const [prefix = "", operation = ""] = target.split(".");
    const service = SERVICES[prefix];
    if (service === undefined) throw new Error(`nobody here answers to ${prefix}`);
    const text = typeof body === "string" ? body : new TextDecoder().decode(body);
    const by = running.getStore();
    const answer = await touch(`${service} ${operation}`, () => services.aws({ service, target, body: text, by }));
    const answerHeaders = { "content-type": "application/x-amz-json-1.0" };
    const response = { statusCode: answer.status, headers: answerHeaders, body: Buffer.from(answer.body) };
    return { response };
  };
  NodeHttpHandler.prototype.handle = answered as typeof handle;
  Wire.prototype.handle = answered as typeof handleTable;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith(PARAMETERS)) {
      // No secret changes here: what is read at a cold start is nobody's await.
      return Promise.resolve(new Response(services.parameters(typeof init?.body === "string" ? init.body : "")));
    }
    if (!url.startsWith(PROVIDER)) return reach(input, init);
    const path = url.slice(PROVIDER.length);
    const place = `provider ${init?.method ?? "GET"} ${path.replace(/\?.*|cw-[0-9a-f-]+/g, "")}`;
    return touch(place, () => reach(services.provider(path), init));
  };
  return () => {
    NodeHttpHandler.prototype.handle = handle;
    Wire.prototype.handle = handleTable;
    globalThis.fetch = reach;
  };
}
