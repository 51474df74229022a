import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { clientOf } from "@cowry/table/client";
import { tap } from "../../scripts/conditions/tap.ts";

/** Of so many requests each: conflicts and throttling come before anything happened, resets after it did. */
export interface Trouble {
  readonly conflict: number;
  readonly throttling: number;
  readonly resetAfterCommit: number;
}

export interface TroubledEngine {
  /** Every request of the table's client goes here from now on; to be called after each `connectTable`. */
  attach(): void;
  readonly carry: Carry;
  /** Trouble from now on, drawn from this. */
  begin(trouble: Trouble, draw: (below: number) => number): void;
  readonly injected: Readonly<Record<keyof Trouble, number>>;
}

interface Request {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Carried {
  readonly status: number;
  readonly text: string;
}

/** Carries a request out: `operation` without its prefix. */
export type Carry = (operation: string, body: string, headers: Readonly<Record<string, string>>) => Promise<Carried>;

/** Not by `fetch`, whose own timers are the machine's: where a story takes those, they would ring in it for ever. */
const agent = new Agent({ keepAlive: true });

/** AWS's own engine at this address. */
export function engineAt(url: string): Carry {
  return async (_, body, all) => {
    const headers = Object.fromEntries(HEADERS.map((name) => [name, String(all[name])]));
    const asked = request(url, { method: "POST", headers, agent });
    asked.end(body);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const chunks = (await answer.toArray()) as Buffer[];
    return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
  };
}

const HEADERS = ["content-type", "x-amz-target", "x-amz-date", "authorization"] as const;

/** Who carries requests in memory looks at no signature, which costs more than all that he does. */
export interface Signing {
  readonly signed: boolean;
  /** Whether conditions are collected from a request, and weakened in it; else they are not looked for. */
  readonly isTapped?: () => boolean;
}

/** Every request of the table's client is carried by this from now on; to be called after each `connectTable`. */
export function takeWire(carry: Carry, { signed, isTapped = () => true }: Signing): void {
  if (!signed) clientOf().middlewareStack.remove("httpSigningMiddleware");
  clientOf().middlewareStack.add(
    () => async (args) => {
      const { body: bytes, headers: sent } = args.request as Request;
      const operation = String(sent["x-amz-target"]).replace(/^.*\./, "");
      const text =
        typeof bytes === "string" ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
      const body = isTapped() ? tap.pass(operation, text) : text;
      const answered = await carry(operation, body, sent);
      tap.answered(operation, body, answered.text);
      const headers = { "content-type": "application/x-amz-json-1.0" };
      const response = { statusCode: answered.status, headers, body: Buffer.from(answered.text) };
      // The last of the stack answers with the response alone; what reads it makes the output.
      return { response, output: { $metadata: {} } };
    },
    { step: "deserialize", priority: "low", name: "troubledEngine", override: true },
  );
}

/**
 * No engine of ours answers TransactionConflict by itself: this stands in front of it and does. It takes the place of
 * the wire, so that everything of the SDK but its sockets is played: its retries, its tokens, its reading of answers.
 */
export function troubledEngine(carry: Carry, { signed }: Signing): TroubledEngine {
  const injected = { conflict: 0, throttling: 0, resetAfterCommit: 0 };
  let trouble: Trouble = { conflict: 0, throttling: 0, resetAfterCommit: 0 };
  let draw: (below: number) => number = () => 0;
  const strikes = (kind: keyof Trouble): boolean => {
    if (trouble[kind] === 0 || draw(1_000) >= trouble[kind] * 1_000) return false;
    injected[kind] += 1;
    return true;
  };

  const answer: Carry = async (operation, body, headers) => {
    const isTransaction = operation === "TransactWriteItems";
    if (isTransaction && strikes("conflict")) return { status: 400, text: conflict(body) };
    if (strikes("throttling")) return { status: 400, text: misfortune("ProvisionedThroughputExceededException") };
    const carried = await carry(operation, body, headers);
    if (isTransaction && strikes("resetAfterCommit")) {
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    }
    return carried;
  };

  return {
    ...{ injected, carry: answer },
    attach() {
      takeWire(answer, { signed });
    },
    begin(wanted, from) {
      [trouble, draw] = [wanted, from];
    },
  };
}

export function misfortune(type: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "injected", ...more });
}

function conflict(body: string): string {
  const { TransactItems } = JSON.parse(body) as { readonly TransactItems: readonly unknown[] };
  const reasons = TransactItems.map((_, index) => ({ Code: index === 0 ? "TransactionConflict" : "None" }));
  return misfortune("TransactionCanceledException", { CancellationReasons: reasons });
}
