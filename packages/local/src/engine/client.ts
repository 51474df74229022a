import http from "node:http";
import { parseJson, record } from "../json.ts";

/** DynamoDB Local wants a signature to be there and looks at nothing but its form. */
const SIGNATURE =
  "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

const TRANSACTIONS = /\.(TransactWriteItems|ExecuteTransaction)$/;

export interface RawAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An error that the engine answered, by its short type. */
export class EngineError extends Error {
  readonly type: string;

  constructor(target: string, type: string, message: string) {
    super(`${target}: ${type}: ${message}`);
    this.name = "EngineError";
    this.type = type;
  }
}

/** Talks to DynamoDB Local in its wire protocol. */
export class EngineClient {
  readonly #port: number;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  #marker: string | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /**
   * From here on an answer to a transaction means that the files have it. DynamoDB Local on files answers a transaction
   * some milliseconds before it commits it there: killed meanwhile, it has lost what it answered (a write alone it commits
   * first). A read of any table, here of `marker`, is answered behind that commit.
   */
  keepTransactions(marker: string): void {
    this.#marker = marker;
  }

  /** Passes a request on as it is. */
  async forward(target: string, body: Buffer): Promise<RawAnswer> {
    const answer = await this.#request(target, body);
    if (this.#marker !== undefined && answer.status === 200 && TRANSACTIONS.test(target)) {
      await this.call("GetItem", { TableName: this.#marker, Key: { pk: { S: "none" } }, ConsistentRead: true });
    }
    return answer;
  }

  #request(target: string, body: Buffer): Promise<RawAnswer> {
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "content-length": body.length,
      "x-amz-target": target,
      authorization: SIGNATURE,
    };
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.#port, method: "POST", path: "/", agent: this.#agent, headers };
      const request = http.request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          resolve({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      request.once("error", reject);
      request.end(body);
    });
  }

  /** `DynamoDB_20120810.<operation>`, parsed; an error answer is thrown. */
  call(operation: string, input: object): Promise<Record<string, unknown>> {
    return this.#send(`DynamoDB_20120810.${operation}`, input);
  }

  /** `DynamoDBStreams_20120810.<operation>`, parsed; an error answer is thrown. */
  streams(operation: string, input: object): Promise<Record<string, unknown>> {
    return this.#send(`DynamoDBStreams_20120810.${operation}`, input);
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(target: string, input: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.forward(target, Buffer.from(JSON.stringify(input)));
    const answer = record(parseJson(body.toString("utf8")));
    if (status === 200) return answer;
    const type = String(answer["__type"]).replace(/^.*#/, "");
    throw new EngineError(target, type, String(answer["message"] ?? answer["Message"]));
  }
}
