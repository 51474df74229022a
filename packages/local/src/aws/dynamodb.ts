import type { Clock } from "../clock.ts";
import type { EngineClient } from "../engine/client.ts";
import { list, parseJson, record } from "../json.ts";
import type { FaultKind, Faults } from "./faults.ts";
import type { Recorder } from "./recorder.ts";
import { type AwsAnswer, type AwsRequest, json, RESET } from "./wire.ts";

const DYNAMODB = "com.amazonaws.dynamodb.v20120810#";
const WRITES = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "ExecuteTransaction"];

export interface DynamoDbOptions {
  readonly client: EngineClient;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly recorder: Recorder;
  /** Told after every write that reached the engine: a stream may have something new. */
  readonly onWrite: () => void;
}

/** The door before the engine: records every request, and brings the faults that the engine never has. */
export class DynamoDb {
  readonly #options: DynamoDbOptions;

  constructor(options: DynamoDbOptions) {
    this.#options = options;
  }

  async answer(request: AwsRequest): Promise<AwsAnswer | typeof RESET> {
    const { faults, recorder, clock } = this.#options;
    const operation = request.target?.split(".")[1] ?? "";
    // Faults are for the functions; whoever audits the table from outside wants the truth.
    const fault = request.caller.fn === undefined ? undefined : faults.decide(operation);
    const began = performance.now();
    const answer = await this.#answerWith(fault, operation, request);
    const given = answer === RESET ? undefined : answer;
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

  async #answerWith(fault: FaultKind | undefined, operation: string, request: AwsRequest) {
    switch (fault) {
      case undefined:
        return this.#forward(operation, request.target ?? "", request.body);
      case "transactionConflict":
        return this.#conflict(operation, request.body);
      case "throttling":
        return this.#throttle(operation, request);
      case "resetBeforeCommit":
        return RESET;
      case "resetAfterCommit":
        await this.#forward(operation, request.target ?? "", request.body);
        return RESET;
    }
  }

  async #forward(operation: string, target: string, body: Buffer): Promise<AwsAnswer> {
    const answer = await this.#options.client.forward(target, body);
    if (WRITES.includes(operation)) this.#options.onWrite();
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
