import { Failure } from "./command.ts";

/** The running local cloud, over HTTP only. */

export type Json = Readonly<Record<string, unknown>>;

export interface Info {
  readonly api: string;
  readonly console: string;
  readonly docs: string;
  readonly webhook_url: string;
  readonly paystack: string;
  readonly data_dir: string | null;
  readonly version: string;
  readonly now: string;
  readonly aws_endpoint: string;
  readonly region: string;
  readonly tables: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface LocalCloud {
  readonly info: Info;
  /** What exists only locally: `/_local/clock`. */
  readonly local: <T>(path: string, body?: unknown) => Promise<T>;
  /** The payment provider's simulator: `/_sim/faults`. */
  readonly simulator: <T>(path: string, body?: unknown) => Promise<T>;
}

/** A cloud that starts is waited for, half a second at a time. */
const STARTING_TRIES = 180;
const NEVER = new AbortController().signal;

/** Throws `Failure` with what to do where no local cloud answers. */
export async function reach(port: number): Promise<LocalCloud> {
  const origin = `http://127.0.0.1:${port}`;
  const gone = `No local cloud answers at ${origin}.`;
  const start = `Start one in another terminal: npm start. One on another port is reached with --port or COWRY_PORT.`;
  const askInfo = () =>
    ask("GET", `${origin}/_local/info`).catch(() => {
      throw new Failure(gone, start);
    });
  let answer = await askInfo();
  // It listens before it is ready, and says 503 until then.
  for (let tries = 0; answer.status === 503 && tries < STARTING_TRIES; tries += 1) {
    await pause(500, NEVER);
    answer = await askInfo();
  }
  if (answer.status !== 200 || typeof answer.body["aws_endpoint"] !== "string") {
    throw new Failure(`What answers at ${origin} is not Cowry's local cloud.`, start);
  }
  const info = answer.body as unknown as Info;
  const call = async <T>(url: string, body: unknown): Promise<T> => {
    const method = body === undefined ? "GET" : "POST";
    const { status, body: told } = await ask(method, url, body).catch(() => {
      throw new Failure(`The local cloud at ${origin} has gone.`, start);
    });
    if (status < 300) return told as T;
    throw new Failure(wordsOf(told) ?? `${method} ${url} answered ${status}`);
  };
  return {
    info,
    local: (path, body) => call(`${origin}/_local${path}`, body),
    simulator: (path, body) => {
      if (info.paystack === "") throw new Failure("This local cloud runs without the Paystack simulator.");
      return call(`${info.paystack}${path}`, body);
    },
  };
}

/** What a problem says, with the fields that are wrong. */
export function wordsOf(problem: Json): string | undefined {
  const says = problem["detail"] ?? problem["message"];
  if (typeof says !== "string") return undefined;
  const fields = (Array.isArray(problem["errors"]) ? problem["errors"] : []) as readonly Json[];
  const wrong = fields.map(({ path, message }) => `${String(path)} ${String(message)}`);
  return wrong.length === 0 ? says : `${says} (${wrong.join("; ")})`;
}

/** One request, as any client makes it. Rejects where nothing answers. */
export async function ask(
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

function parsed(text: string): Json {
  try {
    return (text === "" ? {} : JSON.parse(text)) as Json;
  } catch {
    return { message: text.slice(0, 200) };
  }
}

/** Waits, unless what is waited for has ended meanwhile. True while it goes on. */
export function pause(ms: number, ended: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (ended.aborted) {
      resolve(false);
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      ended.removeEventListener("abort", stop);
      resolve(true);
    }, ms);
    ended.addEventListener("abort", stop, { once: true });
  });
}
