import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../scripts/cli/index.ts";
import { runCowry } from "../../scripts/cli/run.ts";
import { PAGES, ROOT } from "../architecture/pages.ts";
import { cloud, local, paystack } from "../kit/cloud.ts";

/**
 * README and docs/ do what they say: each page's blocks of shell, from the first to the last, in one bash against the
 * borrowed cloud. `./cowry` is answered in this process: the same code, without two hundred starts of Node.
 */

const scratch = mkdtempSync(path.join(os.tmpdir(), "cowry-docs-"));
const ended = new AbortController().signal;
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const args = Buffer.concat(chunks).toString().split("\0").slice(0, -1);
      void answer(args).then((text) => response.end(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close();
  rmSync(scratch, { recursive: true });
});

/** What the command prints, and its exit code on the last line. */
async function answer(args: readonly string[]): Promise<string> {
  const [printed, told]: string[][] = [[], []];
  const sink = (lines: string[] = []) => ({
    write: (text: string) => void lines.push(text),
    isTerminal: false,
    columns: 80,
  });
  const environment = { COWRY_PORT: new URL(cloud().origin).port };
  const screen = { out: sink(printed), err: sink(told), environment, ended };
  const code = await runCowry(args, COMMANDS, screen, "0").catch((error: unknown) => {
    told?.push(String(error));
    return 70;
  });
  return `${[...(printed ?? []), ...(code === 0 ? [] : (told ?? []))].join("")}\n${code}`;
}

/** A request that is refused fails its block; in one that is marked so, it must be. */
const PREAMBLE = `
set -uo pipefail
REFUSES=0
trap 'echo "STOPPED in $BLOCK: $BASH_COMMAND" >&2' ERR
set -eE
curl() {
  local out status
  out=$(command curl --max-time 60 -w '\\n%{http_code}' "$@") || return
  status=\${out##*$'\\n'}
  printf '%s\\n' "\${out%$'\\n'*}"
  case $status in
    2??|3??) ;;
    *) echo "$status" >> "$SCRATCH/refused"; [ $REFUSES = 1 ] || { echo "$BLOCK: $status $out" >&2; return 22; } ;;
  esac
}
cowry() {
  local out
  out=$(printf '%s\\0' "$@" | command curl -sS --data-binary @- "$COWRY")
  printf '%s\\n' "\${out%$'\\n'*}"
  [ "\${out##*$'\\n'}" = 0 ] || { echo "$BLOCK: cowry $*: $out" >&2; return 1; }
}
`;

function scriptOf(page: (typeof PAGES)[number]): string {
  const here = (text: string) =>
    text
      .replaceAll("./cowry", "cowry")
      .replaceAll(/http:\/\/(127\.0\.0\.1|localhost):4000/g, cloud().origin)
      .replaceAll(/http:\/\/(127\.0\.0\.1|localhost):4001/g, cloud().paystack);
  const steps = page.blocks
    .filter(({ language, marker }) => language === "sh" && (marker === "" || marker === "refused"))
    .map(({ place, marker, text }) => {
      const refuses = marker === "refused";
      const after = refuses ? '[ -s "$SCRATCH/refused" ] || { echo "$BLOCK: nothing was refused" >&2; exit 1; }' : "";
      return `BLOCK=${place}\nREFUSES=${refuses ? 1 : 0}\n: > "$SCRATCH/refused"\n${here(text)}\n${after}`;
    });
  return `${PREAMBLE}\n${steps.join("\n")}\n`;
}

async function run(file: string): Promise<string> {
  const page = PAGES.find((one) => one.file === file);
  if (page === undefined) throw new Error(`there is no ${file}`);
  const { port } = server.address() as AddressInfo;
  const bin = path.dirname(process.execPath);
  const env = {
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`,
    SCRATCH: scratch,
    COWRY: `http://127.0.0.1:${port}/`,
  };
  const shell = spawn("bash", ["-s"], { cwd: ROOT, env });
  const printed: Buffer[] = [];
  const told: Buffer[] = [];
  shell.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  shell.stderr.on("data", (chunk: Buffer) => told.push(chunk));
  shell.stdin.end(scriptOf(page));
  const code = await new Promise<number | null>((resolve, reject) => {
    shell.once("error", reject);
    shell.once("close", resolve);
  });
  const out = Buffer.concat(printed).toString();
  if (code !== 0) throw new Error(`${Buffer.concat(told).toString()}\n${out.slice(-2_000)}`);
  return out;
}

const runnable = PAGES.filter(({ blocks }) =>
  blocks.some(({ language, marker }) => language === "sh" && (marker === "" || marker === "refused")),
).map(({ file }) => file);

/** What a page's commands print, beside coming to their end. */
const PRINTS: Readonly<Record<string, readonly string[]>> = {
  "README.md": ["API", "transfer.failed evt_"],
  "docs/start.md": ['"balance":500000', '"status":"completed"', '"amount":120000', "is your"],
  "docs/concepts/idempotency.md": ["one transfer, one answer", "idempotency_key_reused"],
  "docs/concepts/ledger.md": ["cowry ledger audit"],
  "docs/concepts/limits.md": ['"windows"'],
  "docs/how-to/first-admin.md": ["is super_admin", '"recovery_codes"', '"items"'],
  "docs/how-to/simulate-failures.md": ["transfer.failed evt_", "transfer.success evt_"],
  "docs/how-to/test-with-the-clock.md": ["Next:", '"now"', "succeeded"],
};

describe("the commands of README and docs/", () => {
  it("are looked at page by page", () => {
    expect(Object.keys(PRINTS).sort()).toEqual([...runnable].sort());
  });

  it.each(Object.keys(PRINTS))("%s does what it says", async (file) => {
    const printed = await run(file);
    for (const words of PRINTS[file] ?? []) expect(printed).toContain(words);
    // Whatever a page has broken on purpose, the next one finds whole.
    await local.faults({});
    await paystack.post("/_sim/faults", { clear: true });
  });

  it("are on a first screen that prints what the demo prints", () => {
    const shown = /```text\n([\s\S]*?)```/.exec(readFileSync(path.join(ROOT, "README.md"), "utf8"))?.[1] ?? "";
    const demo = readFileSync(path.join(ROOT, "scripts/demo.ts"), "utf8");
    // NGN 5,000.00 in, 1,200.00 sent, 1,000.00 and a fee of 10.00 out: in the demo's own amounts.
    for (const amount of ["500_000", "120_000", "100_000"]) expect(demo).toContain(amount);
    for (const line of ["NGN 2,790.00", "NGN 1,200.00", "sum of all accounts"]) expect(shown).toContain(line);
  });
});
