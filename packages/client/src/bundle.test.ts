import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { uuidOf } from "./client.ts";
import { VERSION } from "./index.ts";
import { api } from "./server.testkit.ts";

const PACKAGE = path.resolve(import.meta.dirname, "..");
const { version, dependencies } = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8")) as {
  readonly version: string;
  readonly dependencies?: unknown;
};

/** What an app has of it in the end. */
describe.each(["browser", "neutral"] as const)("bundled for %s", (platform) => {
  let code = "";
  let inputs: readonly string[] = [];

  beforeAll(async () => {
    const made = await build({
      entryPoints: [path.join(PACKAGE, "src/index.ts")],
      ...{ bundle: true, minify: true, write: false, metafile: true, absWorkingDir: PACKAGE },
      ...{ platform, format: "iife", globalName: "cowry", target: "es2020" },
    });
    code = made.outputFiles[0]?.text ?? "";
    inputs = Object.keys(made.metafile.inputs);
  });

  it("it is its own sources and nothing else, and small", () => {
    expect(inputs.length).toBeGreaterThan(8);
    expect(inputs.filter((file) => !/^src\/[a-z-]+\.ts$/.test(file))).toEqual([]);
    expect(code).not.toMatch(/node:|\brequire\b|\bBuffer\b|process\.env|\bconsole\b/);
    expect(gzipSync(code).length).toBeLessThan(8_000);
  });

  it("it signs in, renews, sends again and pages where there is nothing but fetch, timers and abort", async () => {
    const bank = await api(
      { status: 200, body: { access: "a1", refresh: "r1", token_type: "Bearer", expires_in: 1 } },
      { status: 200, body: { access: "a2", refresh: "r2", token_type: "Bearer", expires_in: 900 } },
      "reset",
      { status: 201, body: {} },
      { status: 200, body: { items: [1], next_cursor: "c1" } },
      { status: 200, body: { items: [2], next_cursor: null } },
    );
    const bare = { fetch, AbortController, setTimeout, clearTimeout };
    const use = `(async (baseUrl) => {
      let n = 0;
      const client = cowry.createClient({ baseUrl, uuid: () => "uuid-" + ++n });
      await client.post("/api/v1/auth/login", { body: {} });
      await client.post("/api/v1/wallet/transfer", { body: {} });
      const items = [];
      for await (const item of client.list("/api/v1/wallet/transactions")) items.push(item);
      return JSON.stringify(items);
    })`;
    const run = vm.runInNewContext(`${code}\n${use}`, bare) as (baseUrl: string) => Promise<string>;
    expect(await run(bank.baseUrl)).toBe("[1,2]");
    const keys = bank.received.map(({ headers }) => headers["idempotency-key"]).filter((key) => key !== undefined);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(bank.received.at(-1)?.bearer).toBe("a2");
    expect(bank.received[0]?.headers["user-agent"]).not.toContain("cowry");
  });

  it("it says what is missing where there is no chance to draw on", () => {
    const create = 'cowry.createClient({ baseUrl: "https://api.example.com" })';
    expect(() => vm.runInNewContext(`${code}\n${create}`, { fetch }) as unknown).toThrow("give `uuid`");
    const insecure = { crypto: { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) } };
    expect(() => vm.runInNewContext(`${code}\n${create}`, insecure) as unknown).not.toThrow();
  });
});

it("what it draws by itself is a UUID of version 4", () => {
  expect(uuidOf(new Uint8Array(16).fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

it("it says its own version, and depends on nothing", () => {
  expect([VERSION, dependencies]).toEqual([version, undefined]);
});
