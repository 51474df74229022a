import { readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { startCloud } from "./cloud.ts";
import { benchCapacity } from "./capacity.ts";
import { benchCosts } from "./costs.ts";
import { benchCpu } from "./cpu.ts";
import { benchDoors } from "./doors.ts";
import { benchImports } from "./imports.ts";
import { PARTS, type PartName, withSections } from "./sections.ts";
import { benchThroughput } from "./throughput.ts";
import { joinCloud } from "./world.ts";

/**
 * `npm run bench [-- --only cpu,imports]`: figures as ratios into bench/README.md, part by part; what was not asked for
 * stays as it was measured last. `--quick` takes a few rounds only, to see that a part runs, and writes nothing.
 */

const README = "bench/README.md";
const { values } = parseArgs({ options: { only: { type: "string" }, quick: { type: "boolean", default: false } } });
const { quick } = values;

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Parts that run by themselves, and parts that share a local cloud: first those whose tokens must still live, then those that
 * move its clock.
 */
const ALONE = { cpu: benchCpu, imports: benchImports } as const;
const ON_CLOUD = { throughput: benchThroughput, doors: benchDoors, costs: benchCosts } as const;
/** Two for each of 64 clients, and a shop. */
const PEOPLE = 129;

const isPart = (name: string): name is PartName => PARTS.some((part) => part.name === name);
const asked = values.only?.split(",") ?? PARTS.map(({ name }) => name);
const unknown = asked.filter((name) => !isPart(name));
if (unknown.length > 0) {
  say(`there is no part ${unknown.join(", ")}: there are ${PARTS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

// What the SDK asks for; no engine here checks it.
Object.assign(process.env, { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench" });
const measured = new Map<PartName, string>();

async function measure(name: PartName, run: () => Promise<string>): Promise<void> {
  const began = performance.now();
  say(`${name}…`);
  const text = await run();
  measured.set(name, text);
  say(`${text}\n${name}: ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
}

if (Object.keys(ON_CLOUD).some((name) => asked.includes(name))) {
  say(`starting a local cloud with ${PEOPLE} people`);
  const { cloud, stop } = await startCloud();
  try {
    const people = await joinCloud(cloud, PEOPLE);
    for (const [name, run] of Object.entries(ON_CLOUD)) {
      if (isPart(name) && asked.includes(name)) await measure(name, () => run({ quick, cloud, people }));
    }
  } finally {
    await stop();
  }
}
for (const [name, run] of Object.entries(ALONE)) {
  if (isPart(name) && asked.includes(name)) await measure(name, () => run({ quick }));
}
// From what the costs have counted, now or before.
if (asked.includes("capacity") && !quick) await measure("capacity", benchCapacity);
if (quick) process.exit(0);
const machine = `${os.cpus().length} cores, Node ${process.versions.node}`;
writeFileSync(README, withSections(readFileSync(README, "utf8"), measured, machine));
say(`written to ${README}`);
