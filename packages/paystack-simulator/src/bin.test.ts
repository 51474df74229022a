import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type * as Package from "./index.ts";

const BIN = join(import.meta.dirname, "bin.ts");
const headers = { authorization: "Bearer sk_test_simulator", "content-type": "application/json" };

let dataDir: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "paystack-simulator-"));
});
afterEach(() => {
  running?.kill("SIGKILL");
  rmSync(dataDir, { recursive: true });
});

async function run(args: readonly string[] = [], bin = BIN): Promise<string> {
  running = spawn(process.execPath, [bin, "--port", "0", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of running.stdout as AsyncIterable<Buffer>) {
    const url = /http:\/\/[\d.:]+/.exec(line.toString())?.[0];
    if (url !== undefined) return url;
  }
  throw new Error("it ended without an address");
}

async function end(signal: NodeJS.Signals): Promise<number | null> {
  if (running === undefined) throw new Error("nothing runs");
  const exit = once(running, "exit");
  running.kill(signal);
  const [code] = (await exit) as [number | null];
  return code;
}

describe("the program", () => {
  it("runs alone, and after kill -9 knows every answer that it gave", async () => {
    let url = await run(["--data", dataDir]);
    const given: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      const order = { email: "a@b.co", amount: 500_000, reference: `r-${n}` };
      const answer = await fetch(`${url}/transaction/initialize`, {
        method: "POST",
        headers,
        body: JSON.stringify(order),
      });
      if (answer.ok) given.push(order.reference);
    }
    await fetch(`${url}/_sim/pay/r-7`, { method: "POST", headers, body: '{"card":"success"}' });
    await end("SIGKILL");

    url = await run(["--data", dataDir]);

    expect(given).toHaveLength(20);
    for (const reference of given) {
      expect((await fetch(`${url}/transaction/verify/${reference}`, { headers })).status).toBe(200);
    }
    expect(await (await fetch(`${url}/_sim/ledger`)).json()).toMatchObject({ balance: 482_500, sum: 0 });
  });

  it("ends cleanly when asked to", async () => {
    await run();

    expect(await end("SIGTERM")).toBe(0);
  });

  it("says so when its port is taken", async () => {
    const { port } = new URL(await run());
    const first = running;
    running = spawn(process.execPath, [BIN, "--port", port], { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    running.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(running, "exit")) as [number];
    first?.kill("SIGKILL");

    expect(code).toBe(1);
    expect(text).toContain("EADDRINUSE");
  });

  it.each([
    ["--plan", "sometimes", 1],
    ["--no-such-option", "", 1],
    ["--help", "", 0],
  ])("explains itself when it is called with %s %s, and ends with %d", async (option, value, expected) => {
    const args = value === "" ? [option] : [option, value];
    running = spawn(process.execPath, [BIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    running.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    running.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const [code] = (await once(running, "exit")) as [number];

    expect(code).toBe(expected);
    expect(text).toContain("--webhook <url>");
    expect(text).not.toContain("    at ");
  });

  it("runs as a package does: built, where Node takes no types away", async () => {
    const home = join(dataDir, "node_modules", "@cowry", "paystack-simulator");
    const root = join(import.meta.dirname, "..");
    cpSync(join(root, "bin"), join(home, "bin"), { recursive: true });
    cpSync(join(root, "package.json"), join(home, "package.json"));
    const entryPoints = ["bin", "index"].map((name) => join(root, "src", `${name}.ts`));
    await build({
      entryPoints,
      bundle: true,
      platform: "node",
      format: "esm",
      outdir: join(home, "dist"),
      logLevel: "error",
    });
    const url = await run([], join(home, "bin", "paystack-simulator.js"));
    expect((await fetch(`${url}/balance`, { headers })).status).toBe(200);
    const { startSimulator } = (await import(join(home, "bin", "index.js"))) as typeof Package;
    const inside = await startSimulator({ port: 0, secretKey: "sk_test_simulator", quiet: true });
    expect((await fetch(inside.url)).status).toBe(200);
    await inside.stop();
  });
});
