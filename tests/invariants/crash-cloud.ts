import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createStepFunctions, type StepFunctions } from "@cowry/local/stepfunctions/index";
import { matches } from "@cowry/local/events/pattern";
import { type Simulator, startSimulator } from "@cowry/paystack-simulator";
import type { Context, DynamoDBRecord } from "aws-lambda";
import { tap } from "../../scripts/conditions/tap.ts";
import { httpEvent } from "../../packages/platform/src/cloud.testkit.ts";
import type { InProcessGrants } from "../kit/in-process-grants.ts";
import { type Change, MemoryEngine } from "./memory-engine.ts";
import { CONSUMERS, CRONS, type Door, LISTENERS, MACHINES, NAMES, nextAt, STEPS, WEBHOOKS } from "./crash-doors.ts";
import { invocation, type Services, Stopped } from "./crash-seams.ts";
import { allAwake, type Clock, happens, spend } from "./crash-time.ts";

/** What AWS and Paystack do for one story, on one clock: stream, bus, state machine, schedules, and the other side. */

export const KEY = "sk_test_crashes";

const context = (): Context => {
  const some: Partial<Context> = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 1_000_000_000 };
  return some as Context;
};

interface Input {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

/** Which table a request is about; a transaction is about ours. */
function tableIn({ TableName, RequestItems }: Input): string {
  return TableName ?? Object.keys(RequestItems ?? {})[0] ?? NAMES.TABLE_NAME;
}

interface Told {
  readonly name: string;
  readonly detail: unknown;
}

/** How often Lambda calls the listener of an event again, and after what time. */
const AGAIN_AFTER_MS = [60_000, 120_000] as const;

export class Cloud {
  readonly clock: Clock;
  readonly engine: MemoryEngine;
  readonly machine: StepFunctions;
  /** What each run of each door touched. */
  readonly runs: { readonly door: string; readonly nth: number; readonly touched: readonly string[] }[] = [];
  readonly #streams = CONSUMERS.map((consumer) => ({ consumer, records: [] as DynamoDBRecord[] }));
  readonly #events: Told[] = [];
  readonly #counts = new Map<string, number>();
  #server: Server | undefined;
  #simulator: Simulator | undefined;
  /** One function runs at a time, so that the same story is told twice in the same way. */
  #turn: Promise<unknown> = Promise.resolve();
  #sequence = 0;
  /** What must not be, whatever was stopped: a door that ends in a fault of its own. */
  readonly faults: string[] = [];
  /** Alerts and events, by name: what staff are told. */
  readonly told = new Set<string>();

  /** Schedules that run whatever is there; what a touch takes of a function's time; rows of a provider's page. */
  readonly pace: { readonly also: Set<string>; touchMs: number; perPage: number | undefined } = {
    ...{ also: new Set<string>(), touchMs: 0, perPage: undefined },
  };

  /** Sees what a function is about to ask. */
  before: ((request: Parameters<Services["aws"]>[0]) => Promise<void> | undefined) | undefined;
  /** Tables beside the one: restored, or made anew. */
  readonly #others = new Map<string, MemoryEngine>();
  readonly #grants: InProcessGrants;

  constructor(clock: Clock, grants: InProcessGrants) {
    this.clock = clock;
    this.#grants = grants;
    this.engine = new MemoryEngine((change) => this.#stream(change));
    const invoke = (arn: string, payload: unknown) => this.#step(arn, payload);
    this.machine = createStepFunctions({ machines: MACHINES, clock, invoke, dataDir: undefined });
  }

  async start(seed: string): Promise<void> {
    this.#server = createServer((request, response) => {
      happens();
      void request.toArray().then(async (chunks: Buffer[]) => {
        const { headers } = request;
        const signed = { "x-paystack-signature": String(headers["x-paystack-signature"]) };
        const event = httpEvent({ path: "/", headers: signed, body: Buffer.concat(chunks).toString() });
        const status = await this.run(WEBHOOKS, event).then(
          (answer) => (answer as { readonly statusCode: number }).statusCode,
          // A function that ends before it answers is a 502 at its address.
          () => 502,
        );
        if (status === 500) this.faults.push("a webhook was answered with 500");
        happens();
        response.writeHead(status).end();
      });
    });
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    const { port } = this.#server.address() as AddressInfo;
    this.#simulator = await startSimulator({
      ...{ port: 0, secretKey: KEY, webhookUrl: `http://127.0.0.1:${port}/`, quiet: true, plan: "live", seed },
      ...{ clock: { now: () => this.clock.now(), at: (ms, run) => this.clock.at(ms, run) }, refundDelayMs: 60_000 },
    });
  }

  /** An address at the provider. */
  provider(path: string): string {
    const { perPage } = this.pace;
    const paged = perPage === undefined ? path : path.replace(/(?<=[?&]perPage=)\d+/, String(perPage));
    return (this.#simulator?.url ?? "") + paged;
  }

  async stop(): Promise<void> {
    this.machine.stop();
    await this.#simulator?.stop();
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.clock.clear();
  }

  /** Runs a function when it is its turn. Throws `Stopped` when it was stopped. */
  run(door: Door, event: unknown): Promise<unknown> {
    return this.#invoke(door.id, true, () => door.handler(event as never, context()));
  }

  /** The same for what people ask for. */
  act<T>(door: string, run: () => Promise<T>): Promise<T> {
    return this.#invoke(door, false, run);
  }

  #invoke<T>(door: string, isDeployed: boolean, run: () => Promise<T>): Promise<T> {
    const ran = this.#turn.then(() => {
      const nth = (this.#counts.get(door) ?? 0) + 1;
      this.#counts.set(door, nth);
      const touched: string[] = [];
      this.runs.push({ door, nth, touched });
      return invocation({ door, isDeployed, nth, touched, spend: () => spend(this.pace.touchMs) }, run);
    });
    this.#turn = ran.catch(() => undefined);
    return ran;
  }

  /** What a function asks that its role may not is a fault of ours, whatever becomes of it. */
  readonly aws: Services["aws"] = async (request) => {
    const { service, target, body, by } = request;
    await this.before?.(request);
    const refusal = by?.isDeployed === true ? this.#grants.refusalOf(by.door, { target, body }, NAMES) : undefined;
    if (refusal !== undefined) {
      const { type, message, status } = refusal;
      this.faults.push(`${by?.door ?? ""}: ${message}`);
      return { status, body: JSON.stringify({ __type: type, message }) };
    }
    const [, operation = ""] = target.split(".");
    if (service === "table") {
      const passed = tap.pass(operation, body);
      const input = JSON.parse(passed) as Input;
      const { status, body: answer } = this.table(tableIn(input)).answer(operation, input);
      const text = JSON.stringify(answer);
      tap.answered(operation, passed, text);
      return { status, body: text };
    }
    if (service === "workflow") return this.machine.handle(target, body);
    const { Entries } = JSON.parse(body) as { Entries: readonly { DetailType: string; Detail: string }[] };
    for (const { DetailType, Detail } of Entries) {
      this.told.add(DetailType);
      this.#events.push({ name: DetailType, detail: JSON.parse(Detail) as unknown });
    }
    return { status: 200, body: JSON.stringify({ FailedEntryCount: 0, Entries: [] }) };
  };

  /** The table of this name, empty where it is new. */
  table(name: string): MemoryEngine {
    if (name === NAMES.TABLE_NAME) return this.engine;
    const known = this.#others.get(name) ?? new MemoryEngine();
    this.#others.set(name, known);
    return known;
  }

  /** Until nothing more happens at this time. */
  async settle(): Promise<void> {
    for (;;) {
      await this.#simulator?.idle();
      await this.machine.idle();
      await this.#turn;
      const [streamed, told, woken] = [await this.#consume(), await this.#listen(), await allAwake()];
      if (!streamed && !told && !woken) return;
    }
  }

  /** Lets the time run, with all schedules that have something to look after. */
  async live(forMs: number): Promise<void> {
    const endMs = this.clock.now() + forMs;
    for (;;) {
      await this.settle();
      const alarm = this.clock.next() ?? Infinity;
      const due = CRONS.filter(({ door, looksAfter }) => this.pace.also.has(door.id) || looksAfter(this.engine))
        .map((cron) => ({ door: cron.door, at: nextAt(this.clock.now(), cron) }))
        .sort((a, b) => a.at - b.at)[0];
      const next = Math.min(alarm, due?.at ?? Infinity);
      if (next > endMs) break;
      await this.clock.moveTo(next, () => this.settle());
      if (due?.at === next) await this.run(due.door, { time: new Date(next).toISOString() }).catch(this.#pass);
    }
    await this.clock.moveTo(endMs, () => this.settle());
  }

  #stream({ before, after }: Change): void {
    this.#sequence += 1;
    const record = {
      eventName: before === undefined ? "INSERT" : after === undefined ? "REMOVE" : "MODIFY",
      dynamodb: {
        SequenceNumber: String(this.#sequence),
        ...(before === undefined ? {} : { OldImage: before }),
        ...(after === undefined ? {} : { NewImage: after }),
      },
    } as DynamoDBRecord;
    for (const { consumer, records } of this.#streams) {
      if (matches(consumer.filter, record)) records.push(record);
    }
  }

  /** What a function throws by its contract is for whoever called it to bear. */
  readonly #pass = (error: unknown): void => {
    if (error instanceof Stopped || (error instanceof Error && error.name === "unavailable")) return;
    this.faults.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  };

  /** A batch that fails is delivered again, before any that is younger. */
  async #consume(): Promise<boolean> {
    let any = false;
    for (const { consumer, records } of this.#streams) {
      const batch = records.splice(0);
      if (batch.length === 0) continue;
      any = true;
      await this.run(consumer.door, { Records: batch }).catch((error: unknown) => {
        this.#pass(error);
        records.unshift(...batch);
      });
    }
    return any;
  }

  async #listen(): Promise<boolean> {
    const events = this.#events.splice(0);
    for (const event of events) {
      for (const { on, door } of LISTENERS) if (on.includes(event.name)) await this.#deliver(door, event, 0);
    }
    return events.length > 0;
  }

  async #deliver(door: Door, event: Told, tried: number): Promise<void> {
    await this.run(door, { "detail-type": event.name, detail: event.detail }).catch((error: unknown) => {
      this.#pass(error);
      const wait = AGAIN_AFTER_MS[tried];
      if (wait !== undefined) this.clock.at(this.clock.now() + wait, () => this.#deliver(door, event, tried + 1));
    });
  }

  /** A task that is stopped: by turns as a service that failed, which is tried again, and as one that is caught. */
  async #step(arn: string, payload: unknown) {
    const door = STEPS.find(({ id }) => arn.endsWith(`:${id.replace("/", "-")}`));
    if (door === undefined) throw new Error(`there is no ${arn}`);
    try {
      return { payload: await this.run(door, payload) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#pass(error);
      if (!(error instanceof Stopped)) return { error: { errorType: error.name, errorMessage: error.message } };
      const errorType = error.behind % 2 === 0 ? "Lambda.ServiceException" : "Runtime.ExitError";
      return { error: { errorType, errorMessage: "stopped" } };
    }
  }
}
