import { writeFileSync } from "node:fs";
import os from "node:os";
import { startCloud, crowd } from "./cloud.ts";
import { benchCpu } from "./cpu.ts";
import { benchImports } from "./imports.ts";
import { benchThroughput } from "./throughput.ts";

/** `npm run bench`: all figures in one run, as ratios, into bench/README.md. */

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

// What the SDK asks for; no engine here checks it.
Object.assign(process.env, { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench" });
say("import time and size of every door");
const imports = await benchImports();
say("starting a local cloud with 32 people");
const { cloud, stop } = await startCloud();
try {
  const people = await crowd(cloud, 32);
  say("transfers per second");
  const throughput = await benchThroughput(cloud, people);
  say("the handler's CPU");
  const [from, to] = people;
  if (from === undefined || to === undefined) throw new Error("a transfer needs two people");
  const cpu = await benchCpu(cloud, from, to);
  writeFileSync(
    "bench/README.md",
    `# Figures

Written by \`npm run bench\`; do not edit. Every figure is a ratio of two things measured in turn in the same run, as
median (minimum to maximum, runs): absolute numbers belong to the machine (${os.cpus().length} cores, Node ${process.versions.node}) and are shown for scale only.
DynamoDB is DynamoDB Local, one engine on the same cores as everything else: it says nothing about AWS's scaling.

## The transfer's handler

With a confirmation token, so without the hash. The bare calls are one BatchGetItem of three keys and one
TransactWriteItems of five items of about the same size.

${cpu}

## Transfers end to end

Over HTTP, through the local API gateway, the function's worker, the fault switch and the engine; each client pays from
its own wallet. Raw is a five-item TransactWriteItems of the same size straight at an engine of its own.

${throughput}

## Import

A fresh process imports the deployed bundle, against a bundle of the bare SDK with the two commands of a transfer.

${imports}
`,
  );
  say("written to bench/README.md");
} finally {
  await stop();
}
