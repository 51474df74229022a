import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "../stacks/bundles.ts";
import { readManifest } from "../stacks/manifest.ts";
import { figureOf, ratios, show, table } from "./figures.ts";
import type { Alone } from "./sections.ts";

const RUNS = 15;
const BARE = "bench/bare-sdk.ts";
const USUAL = "bench/usual-door.ts";
const TRANSFER = "wallet/create-transfer";

/** Doors whose time is measured: the path of money and those that people meet first. The size of all is in the last line. */
const TIMED = [
  TRANSFER,
  "wallet/get-balance",
  "wallet/list-transactions",
  "topups/initiate-topup",
  "topups/receive-event",
  "payouts/create-payout",
  "auth/submit-phone",
  "auth/verify-otp",
  "auth/register",
  "auth/refresh-token",
  "users/get-me",
  "system/get-health",
  "system/relay-events",
  "notifications/tell-of-transaction",
];

/** Milliseconds that a fresh process takes to import a bundle. */
function importMs(file: string, environment: Readonly<Record<string, string>> = {}): number {
  const code = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t); process.exit(0)`;
  // A door reads its environment when it is called, not when it is imported.
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    env: { AWS_REGION: "eu-west-1", ...environment },
  });
  return Number(output.trim().split("\n").at(-1));
}

/** The same bundle, with V8's compile cache beside it and without, the folder being read-only as in Lambda. */
function compileCache(file: string, runs: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), "cowry-bench-"));
  try {
    const copy = path.join(folder, "index.mjs");
    cpSync(file, copy);
    const cached = { NODE_COMPILE_CACHE: path.join(folder, "cache") };
    importMs(copy, cached);
    importMs(copy, cached);
    execFileSync("chmod", ["-R", "a-w", folder]);
    const [without, within]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      without.push(importMs(copy));
      within.push(importMs(copy, cached));
    }
    return `The transfer's import with V8's compile cache shipped beside it ÷ without, the folder read-only: ${show(ratios(within, without))}.`;
  } finally {
    execFileSync("chmod", ["-R", "u+w", folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Import time and size of doors, as a ratio to the bare SDK's. */
export async function benchImports({ quick }: Alone): Promise<string> {
  const { doors } = readManifest();
  const runs = quick ? 2 : RUNS;
  const bundles = await bundle([BARE, USUAL, ...doors.map(({ file }) => file)]);
  const fileOf = (entry: string) => path.join(bundles.get(entry)?.dir ?? "", "index.mjs");
  const kb = (entry: string) => statSync(fileOf(entry)).size / 1024;
  const timed = TIMED.flatMap((id) => doors.find((door) => door.id === id) ?? []).slice(0, quick ? 2 : undefined);
  const [bareFile, usualFile] = [fileOf(BARE), fileOf(USUAL)];
  importMs(bareFile);
  const rows = timed.map(({ id, file }) => {
    const [own, bare, usual]: [number[], number[], number[]] = [[], [], []];
    for (let run = 0; run < runs; run += 1) {
      bare.push(importMs(bareFile));
      own.push(importMs(fileOf(file)));
      usual.push(importMs(usualFile));
    }
    const figures = [show(ratios(own, bare)), show(ratios(own, usual)), figureOf(own).median.toFixed(0)];
    return [id, `${kb(file).toFixed(0)} KB`, (kb(file) / kb(BARE)).toFixed(2), ...figures];
  });
  const sizes = doors.map(({ file }) => kb(file)).sort((a, b) => a - b);
  const at = (share: number) => (sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0).toFixed(0);
  const transfer = doors.find(({ id }) => id === TRANSFER);
  if (transfer === undefined) throw new Error(`the manifest has the door ${TRANSFER}`);
  return [
    `The bare SDK's bundle (client and the two commands of a transfer) is ${kb(BARE).toFixed(0)} KB, that of SDK, zod, middy and jose ("usual") ${kb(USUAL).toFixed(0)} KB.`,
    "",
    table(["door", "size", "size ÷ bare", "import ÷ bare", "import ÷ usual", "ms here"], rows),
    "",
    `All ${doors.length} doors: median ${at(0.5)} KB, nine of ten within ${at(0.9)} KB, the largest ${at(1)} KB (a PDF with its fonts); budgets in tests/stacks/bundles.test.ts.`,
    "",
    compileCache(fileOf(transfer.file), runs),
  ].join("\n");
}
