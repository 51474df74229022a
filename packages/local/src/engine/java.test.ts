import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EngineMissing, javaProblem, startJava } from "./java.ts";

afterEach(() => vi.unstubAllEnvs());

describe("a machine without a fitting Java", () => {
  it("gets one sentence with the remedy", async () => {
    vi.stubEnv("PATH", "/nonexistent");
    vi.stubEnv("JAVA_HOME", "/nonexistent");
    const failure = await startJava(["-inMemory"], "/").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EngineMissing);
    expect(String(failure)).toMatch(/needs Java[^]*openjdk-17/);
  });

  it.each([
    ["java.lang.UnsupportedClassVersionError: com/amazonaws/… class file version 61.0", "too old"],
    ["The operation couldn’t be completed. Unable to locate a Java Runtime.", "no Java here"],
  ])("is told when it has one that will not do: %s", (said, says) => {
    expect(javaProblem(said)).toBeInstanceOf(EngineMissing);
    expect(javaProblem(said).message).toContain(says);
  });

  it("is told the engine's own words otherwise", () => {
    expect(javaProblem("a\nOutOfMemoryError\n").message).toBe("DynamoDB Local ended: a | OutOfMemoryError");
  });
});

describe("the guard before the engine", () => {
  const lastsForEver = "setInterval(() => undefined, 60_000)";
  const startGuard = () => {
    const guard = fileURLToPath(new URL("./guard.ts", import.meta.url));
    return spawn(process.execPath, [guard, process.execPath, "-e", lastsForEver], { stdio: "pipe" });
  };

  // The engine holds the same pipe: it ends when both are gone.
  it.each(["stdin", "stdout"] as const)("ends it when whoever started it is gone: %s is closed", async (pipe) => {
    const { [pipe]: closed, stderr } = startGuard();
    closed.destroy();
    stderr.resume();
    await once(stderr, "end");
  });
});
