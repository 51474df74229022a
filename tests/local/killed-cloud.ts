import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { commandOf, isAlive } from "@cowry/local/state/processes";
import type { CloudAddresses } from "../kit/cloud.ts";

/** A local cloud in a process of its own, over files that outlive it. */

export interface Running extends CloudAddresses {
  readonly child: ChildProcess;
}

/** Folders carry the process that made them: whoever was killed amid this could not take them away. */
const PREFIX = "cowry-killed-";

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^cowry-killed-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

export class KilledCloud {
  readonly dataDir: string;
  /** What each start took, until it answered. */
  readonly startsMs: number[] = [];
  readonly #alive = new Set<ChildProcess>();

  constructor() {
    sweep();
    this.dataDir = mkdtempSync(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  }

  async start(): Promise<Running> {
    const began = performance.now();
    const script = path.resolve("tests/local/cloud-process.ts");
    const child = spawn(process.execPath, [script, this.dataDir], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
    this.#alive.add(child);
    const { stdout } = child;
    if (stdout === null) throw new Error("the cloud's output is piped");
    const line = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the cloud ended with ${String(code)}`)));
      createInterface(stdout).once("line", resolve);
    });
    this.startsMs.push(performance.now() - began);
    const { api, paystack } = JSON.parse(line) as { api: string; paystack: string };
    return { origin: api, paystack, child };
  }

  /** All of it at once: the cloud, and with it its engine. */
  async end({ child }: Pick<Running, "child">, signal: NodeJS.Signals): Promise<void> {
    await this.#ended(child, () => child.kill(signal));
  }

  /** Its engine alone; a cloud without one ends by itself. */
  async endEngine({ child }: Pick<Running, "child">): Promise<void> {
    const { engine } = JSON.parse(readFileSync(path.join(this.dataDir, "lock.json"), "utf8")) as { engine: number };
    await this.#ended(child, () => process.kill(engine, "SIGKILL"));
  }

  async #ended(child: ChildProcess, kill: () => void): Promise<void> {
    this.#alive.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = new Promise((resolve) => child.once("exit", resolve));
    kill();
    await exit;
  }

  /** Ends whatever still runs, and forgets the files. */
  async forget(): Promise<void> {
    for (const child of this.#alive) await this.end({ child }, "SIGKILL");
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Commands of this machine's processes that have to do with these files. Where there is no /proc nobody can tell. */
  leftRunning(): readonly string[] {
    const pids = ((): readonly string[] => {
      try {
        return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
      } catch {
        return [];
      }
    })();
    return pids.flatMap((pid) => {
      const command = commandOf(Number(pid)) ?? "";
      return command.includes(this.dataDir) ? [command] : [];
    });
  }
}
