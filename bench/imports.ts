import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundle } from "../stacks/bundles.ts";
import { readManifest } from "../stacks/manifest.ts";
import { figureOf, ratios, show, table } from "./figures.ts";

const RUNS = 15;
const BARE = "bench/bare-sdk.ts";

/** Milliseconds that a fresh process takes to import a bundle. */
function importMs(file: string): number {
  const code = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - t); process.exit(0)`;
  // A door reads its environment when it is called, not when it is imported.
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
    env: { AWS_REGION: "eu-west-1" },
  });
  return Number(output.trim().split("\n").at(-1));
}

/** Import time and size of every HTTP door, as a ratio to the bare SDK's. */
export async function benchImports(): Promise<string> {
  const doors = readManifest().doors.filter(({ kind }) => kind === "http");
  const bundles = await bundle([BARE, ...doors.map(({ file }) => file)]);
  const fileOf = (entry: string) => path.join(bundles.get(entry)?.dir ?? "", "index.mjs");
  const bareFile = fileOf(BARE);
  importMs(bareFile);
  const rows = doors.map(({ id, file }) => {
    const own: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      bare.push(importMs(bareFile));
      own.push(importMs(fileOf(file)));
    }
    const kb = (entry: string) => statSync(fileOf(entry)).size / 1024;
    return [
      id,
      `${kb(file).toFixed(0)} KB`,
      (kb(file) / kb(BARE)).toFixed(2),
      show(ratios(own, bare)),
      figureOf(own).median.toFixed(0),
    ];
  });
  return [
    `The bare SDK's bundle (client and the two commands of a transfer) is ${(statSync(bareFile).size / 1024).toFixed(0)} KB.`,
    "",
    table(["door", "size", "size ÷ bare", "import time ÷ bare", "ms here"], rows),
  ].join("\n");
}
