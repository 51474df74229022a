import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Operation, Subject } from "./fault-plan.ts";
import type { World } from "./world.ts";

/** A request as the routes see it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** The page that a form was sent from, if a browser told. */
  readonly headers: IncomingMessage["headers"];
}

/** One path of the simulator. `operation` names those that are Paystack's: they ask for the secret key and can fail on demand. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly operation?: Operation;
  /** What a fault sees of the call beyond reference and amount. */
  readonly subject?: (world: World, call: Call) => Subject;
  /** Takes any bytes; the body is what is known of them. */
  readonly file?: true;
  /** What is answered when the fault `not_found` strikes. */
  readonly missing?: () => { readonly answer: Answer };
  readonly run: (world: World, call: Call) => Answer | Promise<Answer>;
}

const BODY_LIMIT = 1_000_000;

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Refusal(413, "Request entity too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A file as what is known of it: nobody looks into it here. */
export async function readFile(request: IncomingMessage): Promise<Record<string, unknown>> {
  const bytes = await readAll(request);
  const type = request.headers["content-type"] ?? "application/octet-stream";
  return { size: bytes.length, type, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The body as fields: JSON, or a form. */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readAll(request)).toString("utf8");
  if (text.trim() === "") return {};
  if ((request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // said below
  }
  throw new Refusal(400, "The request body is not a JSON object", { code: "invalid_params" });
}

/** A text field; "" and null are as good as absent. Numbers are taken as their digits. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** An amount in kobo: an integer, or (Paystack takes both) its digits. */
export function amountOf(value: unknown): number | undefined {
  const amount = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof amount === "number" && Number.isSafeInteger(amount) && amount > 0 ? amount : undefined;
}

/** A text, at most `most` characters of it; "" where there is none. */
export function noteOf(value: unknown, most = 500): string {
  return (textOf(value) ?? "").slice(0, most);
}

interface Slice<T> {
  readonly rows: readonly T[];
  readonly meta: Readonly<Record<string, unknown>>;
}

const numberOf = (text: string | null, fallback: number): number => {
  const number = Number(text ?? fallback);
  return Number.isSafeInteger(number) && number > 0 ? number : fallback;
};

/** One page of a list: by number, or by cursor where `use_cursor` asks for it. */
export function paged<T>(all: readonly T[], query: URLSearchParams): Slice<T> {
  const perPage = Math.min(numberOf(query.get("perPage") ?? query.get("per_page"), 50), 100);
  if (query.get("use_cursor") === "true") {
    const start = offsetOf(query.get("next") ?? query.get("previous"));
    const at = (offset: number): string => Buffer.from(`offset:${offset}`).toString("base64");
    const meta = {
      next: start + perPage < all.length ? at(start + perPage) : null,
      previous: start > 0 ? at(Math.max(0, start - perPage)) : null,
      perPage,
    };
    return { rows: all.slice(start, start + perPage), meta };
  }
  const page = numberOf(query.get("page"), 1);
  const skipped = (page - 1) * perPage;
  const pageCount = Math.ceil(all.length / perPage);
  return {
    rows: all.slice(skipped, skipped + perPage),
    meta: { total: all.length, skipped, perPage, page, pageCount },
  };
}

function offsetOf(cursor: string | null): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(cursor ?? "", "base64").toString("latin1"))?.[1];
  return offset === undefined ? 0 : Number(offset);
}

/** True for times within `from` and `to` of the query, both included. */
export function within(query: URLSearchParams): (at: number) => boolean {
  const bound = (name: string, fallback: number): number => {
    const text = query.get(name);
    if (text === null) return fallback;
    const at = Date.parse(text);
    if (Number.isNaN(at)) throw new Refusal(400, `${name} must be a date`, { code: "invalid_params" });
    return at;
  };
  const from = bound("from", -Infinity);
  const to = bound("to", Infinity);
  return (at) => at >= from && at <= to;
}
