import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

const REMEDY =
  "Install Java 17 or newer (Debian, Ubuntu: sudo apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17; " +
  "others: https://adoptium.net), or set JAVA_HOME to one, and start again.";

/** A sentence for the person at the terminal; there is nothing to debug. */
export class EngineMissing extends Error {
  constructor(what: string) {
    super(`${what} ${REMEDY}`);
    this.name = "EngineMissing";
  }
}

export interface JavaProcess {
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<void>;
  /** What it printed last, for an error message. */
  said(): string;
  stop(): Promise<void>;
}

/** Starts DynamoDB Local on a free port, behind the guard that ends it with us. */
export async function startJava(storage: readonly string[], cwd: string): Promise<JavaProcess> {
  const emulator = emulatorDir();
  const port = await freePort();
  const options = [
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-XX:TieredStopAtLevel=1",
    `-Djava.library.path=${path.join(emulator, "DynamoDBLocal_lib")}`,
    "-jar",
    path.join(emulator, "DynamoDBLocal.jar"),
    "-port",
    String(port),
    "-disableTelemetry",
    "-sharedDb",
    ...storage,
  ];
  // Detached: Ctrl-C in a terminal goes to the whole group, and the engine must outlive our own last writes.
  const guard = spawn(
    process.execPath,
    [fileURLToPath(new URL("./guard.ts", import.meta.url)), javaBinary(), ...options],
    {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      // It leaves a file of its own wherever it is started.
      cwd,
      env: { PATH: process.env["PATH"] ?? "" },
    },
  );
  let output = "";
  for (const stream of [guard.stdout, guard.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-8_000)));
  }
  guard.stdin.on("error", () => undefined);
  const exited = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  const pid = await Promise.race([javaPid(guard), exited.then(() => undefined)]);
  if (pid === undefined) throw new EngineMissing(`DynamoDB Local needs Java, which could not be started.`);
  return {
    port,
    pid,
    exited,
    said: () => output,
    stop: async () => {
      guard.stdin.end();
      await exited;
    },
  };
}

/** The first line the guard prints. */
function javaPid(guard: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    let printed = "";
    const read = (text: string) => {
      printed += text;
      const line = /^(\d+)\n/.exec(printed)?.[1];
      if (line === undefined) return;
      guard.stdout?.off("data", read);
      resolve(Number(line));
    };
    guard.stdout?.on("data", read);
  });
}

/** Why Java ended although it had been found: too old, or a placeholder that only says where to get one. */
export function javaProblem(said: string): Error {
  if (said.includes("UnsupportedClassVersionError")) return new EngineMissing("The Java found here is too old.");
  if (said.includes("Unable to locate a Java Runtime")) return new EngineMissing("There is no Java here.");
  return new Error(`DynamoDB Local ended: ${said.trim().split("\n").slice(-5).join(" | ")}`);
}

function javaBinary(): string {
  const home = process.env["JAVA_HOME"];
  const own = home === undefined ? undefined : path.join(home, "bin", "java");
  return own !== undefined && existsSync(own) ? own : "java";
}

function emulatorDir(): string {
  const require = createRequire(import.meta.url);
  return path.join(path.dirname(require.resolve("amplify-dynamodb-simulator/package.json")), "emulator");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
