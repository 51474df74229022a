import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { EngineClient } from "../engine/client.ts";
import { list, parseJson, record } from "../json.ts";
import type { Faults, RequestFault } from "./faults.ts";
import type { Recorder } from "./recorder.ts";
import { isEventual, type Replica } from "./replica.ts";
import { type AwsAnswer, type AwsRequest, json, type NoAnswer, RESET, SILENCE } from "./wire.ts";

const DYNAMODB = "com.amazonaws.dynamodb.v20120810#";
const WRITES = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "ExecuteTransaction"];
const IN_PROGRESS = "The transaction with the given request token is already in progress.";
/** Under the time after which the table's client asks again. */
const SLOW_MS = 400;

export interface DynamoDbOptions {
  readonly client: EngineClient;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly recorder: Recorder;
  /** Where old reads are read. */
  readonly replica: Replica;
  /** Told after every write that reached the engine: a stream may have something new. */
  readonly onWrite: () => void;
  /** Sees what the functions ask, and gives what the engine is asked. */
  readonly onRequest?: ((operation: string, body: string) => string) | undefined;
}

/** The door before the engine: records every request, and brings the faults that the engine never has. */
export class DynamoDb {
  readonly #options: DynamoDbOptions;

  constructor(options: DynamoDbOptions) {
    this.#options = options;
  }

  async answer(asked: AwsRequest): Promise<AwsAnswer | NoAnswer> {
    const { recorder, clock, onRequest } = this.#options;
    const operation = asked.target?.split(".")[1] ?? "";
    const isWatched = onRequest !== undefined && asked.caller.fn !== undefined;
    const request = isWatched ? { ...asked, body: Buffer.from(onRequest(operation, asked.body.toString())) } : asked;
    const fault = this.#faultFor(operation, request);
    const began = performance.now();
    const answer = await this.#answerWith(fault, operation, request);
    const given = typeof answer === "symbol" ? undefined : answer;
    recorder.add({
      atMs: clock.now(),
      operation,
      caller: request.caller,
      input: request.body,
      ms: performance.now() - began,
      status: given?.status,
      output: given === undefined ? undefined : Buffer.from(given.body),
      fault,
    });
    return answer;
  }

  /** Faults are for the functions; whoever audits the table from outside wants the truth. */
  #faultFor(operation: string, { caller, body }: AwsRequest): RequestFault | undefined {
    const { faults } = this.#options;
    if (caller.fn === undefined) return undefined;
    const mayBeStale = faults.mayBring("staleRead") && isEventual(operation, record(parseJson(body.toString("utf8"))));
    return faults.decide({ operation, function: caller.fn.title, mayBeStale });
  }

  async #answerWith(
    fault: RequestFault | undefined,
    operation: string,
    request: AwsRequest,
  ): Promise<AwsAnswer | NoAnswer> {
    const carryOut = () => this.#forward(operation, request.target ?? "", request.body);
    const { faults, replica } = this.#options;
    switch (fault) {
      case undefined:
        return carryOut();
      case "transactionConflict":
        return this.#conflict(operation, request.body);
      case "transactionInProgress":
        return json({ __type: `${DYNAMODB}TransactionInProgressException`, message: IN_PROGRESS }, "1.0", 400);
      case "throttling":
        return this.#throttle(operation, request);
      case "staleRead":
        return replica.read(request.target ?? "", request.body);
      case "slow":
        await sleep(SLOW_MS);
        return carryOut();
      case "serverError":
        // As after any answer of this kind, it may have happened or not.
        if (faults.draw() < 0.5) await carryOut();
        return json({ __type: `${DYNAMODB}InternalServerError`, message: "Internal server error" }, "1.0", 500);
      case "hang":
        if (faults.draw() < 0.5) await carryOut();
        return SILENCE;
      case "resetBeforeCommit":
      case "resetAfterCommit":
      case "killBeforeCommit":
      case "killAfterCommit":
      case "timedOut":
        return this.#cut(fault, request, carryOut);
    }
  }

  /** The answer is lost, or whoever waits for it. */
  async #cut(
    fault: "resetBeforeCommit" | "resetAfterCommit" | "killBeforeCommit" | "killAfterCommit" | "timedOut",
    { caller }: AwsRequest,
    carryOut: () => Promise<AwsAnswer>,
  ): Promise<NoAnswer> {
    if (fault.endsWith("AfterCommit")) await carryOut();
    if (fault.startsWith("kill")) caller.end?.("killed");
    if (fault === "timedOut") caller.end?.("timed out");
    return RESET;
  }

  async #forward(operation: string, target: string, body: Buffer): Promise<AwsAnswer> {
    const { client, replica, onWrite } = this.#options;
    const answer = await client.forward(target, body);
    if (WRITES.includes(operation)) {
      await replica.wrote(operation, body);
      onWrite();
    }
    const contentType = answer.headers["content-type"] ?? "application/x-amz-json-1.0";
    return { status: answer.status, contentType, body: answer.body };
  }

  #conflict(operation: string, body: Buffer): AwsAnswer {
    const message = "Transaction is ongoing for the item";
    if (!operation.startsWith("Transact")) {
      return json({ __type: `${DYNAMODB}TransactionConflictException`, message }, "1.0", 400);
    }
    return this.#cancel(body, { Code: "TransactionConflict", Message: message });
  }

  /** A whole request refused, one item of a transaction refused, or a batch read answered by half. */
  async #throttle(operation: string, request: AwsRequest): Promise<AwsAnswer> {
    const coin = this.#options.faults.draw() < 0.5;
    const message = "The level of configured provisioned throughput for the table was exceeded";
    if (coin && operation === "TransactWriteItems") {
      return this.#cancel(request.body, { Code: "ThrottlingError", Message: message });
    }
    if (coin && operation === "BatchGetItem") return this.#halfOfBatch(request);
    return json({ __type: `${DYNAMODB}ProvisionedThroughputExceededException`, message }, "1.0", 400);
  }

  #cancel(body: Buffer, reason: { Code: string; Message: string }): AwsAnswer {
    const items = list(record(parseJson(body.toString("utf8")))["TransactItems"]);
    const hit = Math.floor(this.#options.faults.draw() * items.length);
    const reasons = items.map((_, index) => (index === hit ? reason : { Code: "None" }));
    const codes = reasons.map(({ Code }) => Code).join(", ");
    const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
    return json(
      { __type: `${DYNAMODB}TransactionCanceledException`, Message, CancellationReasons: reasons },
      "1.0",
      400,
    );
  }

  /** Reads every second key; the others come back as unprocessed, as DynamoDB does under load. */
  async #halfOfBatch(request: AwsRequest): Promise<AwsAnswer> {
    const input = record(parseJson(request.body.toString("utf8")));
    const half = (parity: number) => {
      const tables = Object.entries(record(input["RequestItems"])).map(([table, wanted]) => {
        const Keys = list(record(wanted)["Keys"]).filter((_, index) => index % 2 === parity);
        return [table, { ...record(wanted), Keys }] as const;
      });
      return Object.fromEntries(tables.filter(([, { Keys }]) => Keys.length > 0));
    };
    const body = Buffer.from(JSON.stringify({ ...input, RequestItems: half(0) }));
    const answer = await this.#forward("BatchGetItem", request.target ?? "", body);
    if (answer.status !== 200) return answer;
    return json({ ...record(parseJson(answer.body.toString())), UnprocessedKeys: half(1) }, "1.0");
  }
}
