import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { number } from "../json.ts";
import { readState, writeState } from "./files.ts";
import { commandOf, isAlive } from "./processes.ts";

/** How long an engine may take to end after its cloud was killed. */
const ENGINE_ENDS_MS = 5_000;

/** A data folder belongs to one running cloud: two engines on the same files would ruin them. */
export class DataDirInUse extends Error {
  constructor(dir: string, pid: number) {
    super(`${dir} is in use by the local cloud with process id ${pid}. Stop that one (kill ${pid}), and start again.`);
    this.name = "DataDirInUse";
  }
}

export interface Lock {
  /** Remembers the engine's process, so that the next start can see the last of it. */
  engine(pid: number): void;
  release(): void;
}

/** What this process itself holds: its number alone would not tell a lock of its own from an old one. */
const held = new Set<string>();

const NO_LOCK: Lock = { engine: () => undefined, release: () => undefined };

/** Takes the folder, after whatever a killed cloud left running on it has ended. */
export async function lockDataDir(dataDir: string | undefined): Promise<Lock> {
  if (dataDir === undefined) return NO_LOCK;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, "lock.json");
  const before = readState(file, ({ pid, engine }) => ({ pid: number(pid) ?? 0, engine: number(engine) ?? 0 }));
  if (before !== undefined) {
    if (runs(before.pid, file)) throw new DataDirInUse(dataDir, before.pid);
    await engineEnded(before.engine, dataDir);
    rmSync(file, { force: true });
  }
  create(file, dataDir);
  held.add(file);
  return {
    engine: (engine) => writeState(file, { pid: process.pid, engine }),
    release: () => {
      held.delete(file);
      rmSync(file, { force: true });
    },
  };
}

/** True when the holder is still there. A number is given again after a while: only a Node process can be a cloud. */
function runs(pid: number, file: string): boolean {
  if (pid === process.pid) return held.has(file);
  return isAlive(pid) && (commandOf(pid) ?? "").includes("node");
}

/** Fails when another start was quicker. */
function create(file: string, dataDir: string): void {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid }), { flag: "wx", mode: 0o600 });
  } catch {
    throw new DataDirInUse(dataDir, readState(file, ({ pid }) => number(pid)) ?? 0);
  }
}

async function engineEnded(pid: number, dataDir: string): Promise<void> {
  const isOurs = () => pid > 0 && isAlive(pid) && (commandOf(pid) ?? "").includes(path.join(dataDir, "dynamodb"));
  for (let waitedMs = 0; isOurs(); waitedMs += 50) {
    if (waitedMs >= ENGINE_ENDS_MS) process.kill(pid, "SIGKILL");
    await sleep(50);
  }
}
