import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { CloudAddresses } from "../tests/kit/cloud.ts";
import type { Alone } from "./sections.ts";
import type { Payer } from "./world.ts";

/** The local cloud in a process of its own, so that its work is not counted as the functions'. */
export interface BenchCloud extends CloudAddresses {
  readonly aws_endpoint: string;
  readonly region: string;
  readonly tables: readonly string[];
}

/** What the parts that run on a cloud get. */
export interface OnCloud extends Alone {
  readonly cloud: BenchCloud;
  readonly people: readonly Payer[];
}

export async function startCloud(): Promise<{ readonly cloud: BenchCloud; readonly stop: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ["tests/local/cloud-process.ts"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const { stdout } = child;
  if (stdout === null) throw new Error("the cloud's output is piped");
  const line = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the cloud ended with ${String(code)}`)));
    createInterface(stdout).once("line", resolve);
  });
  const stop = async () => {
    const exit = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await exit;
  };
  const info = JSON.parse(line) as Omit<BenchCloud, "origin"> & { readonly api: string };
  return { cloud: { ...info, origin: info.api }, stop };
}
