import path from "node:path";
import vm from "node:vm";
import { build } from "esbuild";
import { beforeAll, expect, it } from "vitest";
import type { Client, ClientOptions } from "./index.ts";
import { type Api, api, tokens } from "./server.testkit.ts";

/**
 * React Native as it is without an app's polyfills: an engine (Hermes) with fewer built-ins than Node's, a `fetch` that
 * stands on XMLHttpRequest, signals without a reason, and neither `crypto` nor `structuredClone`.
 */

/** What Node has and Hermes has not, or not in every version that is in use. */
const NOT_IN_HERMES = `
  for (const [owner, names] of [
    [Array, ["fromAsync"]],
    [Array.prototype, ["toSorted", "toSpliced", "toReversed", "with", "findLast", "findLastIndex"]],
    [Object, ["groupBy"]],
    [Map, ["groupBy"]],
    [Promise, ["withResolvers", "try"]],
    [Set.prototype, ["union", "intersection", "difference", "isSubsetOf"]],
    [String.prototype, ["isWellFormed", "toWellFormed"]],
    [globalThis, ["structuredClone", "Iterator", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"]],
  ]) for (const name of names) delete owner[name];
`;

type Listener = () => void;

/** Of the polyfill that React Native brings: `abort` takes no reason, and there is neither `any` nor `timeout`. */
class Signal {
  aborted = false;
  readonly #listeners = new Set<Listener>();
  addEventListener = (_: "abort", listener: Listener) => void this.#listeners.add(listener);
  removeEventListener = (_: "abort", listener: Listener) => void this.#listeners.delete(listener);
  end(): void {
    this.aborted = true;
    for (const listener of this.#listeners) listener();
  }
}
class Controller {
  readonly signal = new Signal();
  abort = () => this.signal.end();
}

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: Signal;
}

/** Says no more of a failure than XMLHttpRequest does, and gives an answer when all of it is there: no streams. */
async function xhrFetch(url: string, { method, headers, body, signal }: Sent): Promise<unknown> {
  const control = new AbortController();
  signal.addEventListener("abort", () => control.abort());
  const sent = { method, headers, signal: control.signal, ...(body === undefined ? {} : { body }) };
  const failed = () => {
    throw signal.aborted ? Object.assign(new Error("Aborted"), { name: "AbortError" }) : new TypeError(FAILED);
  };
  const response = await fetch(url, sent).catch(failed);
  const bytes = await response.arrayBuffer().catch(failed);
  const { status, ok, headers: received } = response;
  return {
    ...{ status, ok, headers: { get: (name: string) => received.get(name) } },
    text: () => Promise.resolve(Buffer.from(bytes).toString()),
    arrayBuffer: () => Promise.resolve(bytes),
  };
}
const FAILED = "Network request failed";

let code = "";

beforeAll(async () => {
  const entry = path.resolve(import.meta.dirname, "index.ts");
  const made = await build({
    entryPoints: [entry],
    ...{ bundle: true, write: false, format: "iife", globalName: "cowry" },
    // As Metro hands it over: nothing of a platform, classes' private fields and async generators in older words.
    ...{ platform: "neutral", target: "es2017" },
  });
  code = made.outputFiles[0]?.text ?? "";
});

/** The client as an app has it there. */
function appOf({ baseUrl }: Api): { readonly client: Client; readonly control: () => Controller } {
  const globals = { fetch: xhrFetch, AbortController: Controller, setTimeout, clearTimeout, process: { env: {} } };
  const context = vm.createContext(globals);
  vm.runInContext(NOT_IN_HERMES, context);
  vm.runInContext(`${code}\nglobalThis.createClient = cowry.createClient;`, context);
  const { createClient } = context as { readonly createClient: (options: ClientOptions) => Client };
  let made = 0;
  const uuid = () => `0190c0de-0000-4000-8000-${String(++made).padStart(12, "0")}`;
  return { client: createClient({ baseUrl, uuid, attempts: 2 }), control: () => new Controller() };
}

const ORDER = { to_phone: "+2348031234567", amount: 5_000, pin: "4826" } as const;

it("signs in, sends an order again whose answer was lost, renews its tokens, and reads lists and files", async () => {
  const bank = await api(
    { status: 200, body: tokens(1, 1) },
    { status: 200, body: tokens(2) },
    "half",
    { status: 201, body: { status: "completed" } },
    { status: 200, body: { items: [1], next_cursor: "c" } },
    { status: 200, body: { items: [2], next_cursor: null } },
    { status: 200, body: Buffer.from("a,b"), type: "text/csv" },
  );
  const { client } = appOf(bank);
  await client.post("/api/v1/auth/login", { body: { phone: ORDER.to_phone, password: "739148" } });
  expect((await client.post("/api/v1/wallet/transfer", { body: ORDER })).status).toBe(201);
  const keys = bank.received.flatMap(({ headers }) => headers["idempotency-key"] ?? []);
  expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  const items: unknown[] = [];
  for await (const item of client.list("/api/v1/wallet/transactions")) items.push(item);
  expect(items).toEqual([1, 2]);
  const query = { from: "2026-11-01T00:00:00Z", format: "csv" } as const;
  expect(Buffer.from((await client.get("/api/v1/wallet/statement", { query })).body as Uint8Array).toString()).toBe(
    "a,b",
  );
  expect(bank.received.at(-1)).toMatchObject({ bearer: "access-2" });
});

it("tells what is not known from what never left, and an abort from both, though nothing there says why", async () => {
  const bank = await api("reset");
  const { client, control } = appOf(bank);
  const told = (call: Promise<unknown>) => call.catch((error: unknown) => error);
  expect(await told(client.post("/api/v1/wallet/transfer", { body: ORDER }))).toMatchObject({ name: "OutcomeUnknown" });
  expect(await told(client.get("/api/v1/wallet/balance"))).toMatchObject({
    name: "Unreachable",
    cause: { message: FAILED },
  });
  const left = control();
  left.abort();
  const signal = left.signal as unknown as AbortSignal;
  expect(await told(client.get("/api/v1/wallet/balance", { signal }))).toMatchObject({ name: "AbortError" });
});
