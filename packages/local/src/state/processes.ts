import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What other processes on this machine are, by number. */

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The command line of a process; undefined when there is none of this number, or it cannot be told. */
export function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return said("ps", ["-p", String(pid), "-o", "command="]);
  }
}

/** Who listens on a loopback port; undefined when that cannot be found out. */
export function listenerOn(port: number): { readonly pid: number; readonly command: string } | undefined {
  const pid = fromProc(port) ?? Number(said("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-t"])?.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, command: commandOf(pid) ?? "unknown" };
}

const LISTENING = "0A";

/** Linux: the socket's inode from the table of connections, then whose file it is. */
function fromProc(port: number): number | undefined {
  const inodes = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => {
      return lines(file).flatMap((line) => {
        const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
        return state === LISTENING && parseInt(local.split(":")[1] ?? "", 16) === port ? [`socket:[${inode}]`] : [];
      });
    }),
  );
  if (inodes.size === 0) return undefined;
  const pids = entries("/proc").filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) =>
    entries(`/proc/${pid}/fd`).some((fd) => inodes.has(linkOf(`/proc/${pid}/fd/${fd}`))),
  );
  return found === undefined ? undefined : Number(found);
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function entries(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}

function said(command: string, options: readonly string[]): string | undefined {
  try {
    return (
      execFileSync(command, options, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}
