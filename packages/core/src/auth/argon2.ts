import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { assert } from "../kernel/index.ts";

/**
 * Argon2id by argon2-browser's SIMD wasm, instantiated directly. The package's own loader takes Node for a browser,
 * leaves globals behind and installs process-wide exception listeners; the wasm itself asks for two functions only.
 * Its exports have one-letter names (1.18.0, pinned); a test compares it with another implementation.
 */

interface Argon2Wasm {
  readonly memory: WebAssembly.Memory;
  readonly malloc: (bytes: number) => number;
  readonly free: (address: number) => void;
  readonly hash: (...args: number[]) => number;
}

export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
}

const VERSION = 0x13;
const TYPE_ID = 2;
const PAGE_BYTES = 65_536;

let loaded: Argon2Wasm | undefined;

/** At the first hash only: 26 KB from beside the bundle, about a millisecond. */
function load(): Argon2Wasm {
  if (loaded !== undefined) return loaded;
  const file = createRequire(import.meta.url).resolve("argon2-browser/dist/argon2-simd.wasm");
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {
    a: {
      a: (to: number, from: number, bytes: number) => void bytesOf(memory).copyWithin(to, from, from + bytes),
      b: (bytesWanted: number) => grow(memory, bytesWanted),
    },
  });
  const { c: memory, d: initialise, f: malloc, g: free, l: hash } = instance.exports;
  assert(memory instanceof WebAssembly.Memory, "the wasm exports its memory as c");
  assert(
    isFunction(initialise) && isFunction(malloc) && isFunction(free) && isFunction(hash),
    "d, f, g, l are functions",
  );
  initialise();
  loaded = { memory, malloc, free, hash };
  return loaded;
}

function isFunction(value: unknown): value is (...args: number[]) => number {
  return typeof value === "function";
}

function bytesOf(memory: unknown): Uint8Array {
  assert(memory instanceof WebAssembly.Memory, "the wasm exports its memory as c");
  return new Uint8Array(memory.buffer);
}

/** What emscripten's `resize_heap` promises: 1 when there is room for so many bytes now. */
function grow(memory: unknown, bytesWanted: number): number {
  assert(memory instanceof WebAssembly.Memory, "the wasm exports its memory as c");
  try {
    memory.grow(Math.ceil(((bytesWanted >>> 0) - memory.buffer.byteLength) / PAGE_BYTES));
    return 1;
  } catch {
    return 0;
  }
}

/** Blocks for about 75 ms with the parameters in `hash.ts`: an instance serves one request at a time. */
export function argon2id(secret: Uint8Array, salt: Uint8Array, cost: Argon2Parameters, length: number): Buffer {
  const { memory, malloc, free, hash } = load();
  const addresses: number[] = [];
  const place = (bytes: Uint8Array): number => {
    const address = malloc(bytes.length);
    assert(address !== 0, "the wasm has room for a secret and a salt");
    addresses.push(address);
    new Uint8Array(memory.buffer).set(bytes, address);
    return address;
  };
  try {
    const [at, saltAt, outAt] = [place(secret), place(salt), place(new Uint8Array(length))];
    const { passes, memoryKib, lanes } = cost;
    const input = [passes, memoryKib, lanes, at, secret.length, saltAt, salt.length, outAt, length] as const;
    const failure = hash(...input, 0, 0, TYPE_ID, 0, 0, 0, 0, VERSION);
    assert(failure === 0, `argon2 failed with ${String(failure)}`);
    const out = Buffer.from(new Uint8Array(memory.buffer).slice(outAt, outAt + length));
    for (const [address, bytes] of [
      [at, secret.length],
      [outAt, length],
    ] as const) {
      new Uint8Array(memory.buffer).fill(0, address, address + bytes);
    }
    return out;
  } finally {
    for (const address of addresses) free(address);
  }
}
