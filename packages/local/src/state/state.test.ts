import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MovableClock } from "../clock.ts";
import { appendLine, readLines, readState, writeState } from "./files.ts";
import { Inbox } from "./inbox.ts";
import { lockDataDir } from "./lock.ts";
import { isAlive, listenerOn } from "./processes.ts";
import { localSecrets, paystackKey } from "./secrets.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "cowry-state-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("what survives a kill", () => {
  it("is the old state or the new, never half of one", () => {
    const file = path.join(dir, "s.json");
    expect(readState(file, (state) => state)).toBeUndefined();
    writeState(file, { a: 1 });
    writeState(file, { a: 2 });
    expect(readState(file, (state) => state)).toEqual({ a: 2 });
  });

  it("is every whole line; one that was cut off is left out", () => {
    const file = path.join(dir, "l.jsonl");
    appendLine(file, { n: 1 });
    appendLine(file, { n: 2 });
    appendFileSync(file, '{"n":3');
    expect(readLines(file)).toEqual([{ n: 1 }, { n: 2 }]);
    appendLine(file, { n: 4 });
    expect(readLines(file)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
  });

  it("is every message, found however its phone is written", () => {
    const clock = new MovableClock();
    new Inbox(clock, dir).deliver({ to: "+2348031234567", channel: "sms", body: "one" });
    const again = new Inbox(clock, dir);
    again.deliver({ to: "+2348031234567", channel: "sms", body: "two" });
    again.deliver({ to: "a@example.com", channel: "email", subject: "s", body: "three" });
    expect(again.find(" 234 803 123 4567").map(({ body }) => body)).toEqual(["two", "one"]);
    expect(again.find("A@example.com").map(({ body }) => body)).toEqual(["three"]);
    expect(again.find()).toHaveLength(3);
  });

  it("are the secrets, which are made once", () => {
    const first = localSecrets(dir);
    expect(localSecrets(dir)).toEqual(first);
    expect(paystackKey(first)).toMatch(/^sk_test_[0-9a-f]{40}$/);
    expect(localSecrets(undefined).rings).not.toEqual(first.rings);
  });
});

describe("a data folder", () => {
  it("belongs to one cloud at a time, of this process or another", async () => {
    const lock = await lockDataDir(dir);
    await expect(lockDataDir(dir)).rejects.toThrow(`process id ${process.pid}`);
    lock.release();
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(other, "spawn");
    writeFileSync(path.join(dir, "lock.json"), JSON.stringify({ pid: other.pid }));
    await expect(lockDataDir(dir)).rejects.toThrow(`kill ${String(other.pid)}`);
    other.kill("SIGKILL");
    await once(other, "exit");
    (await lockDataDir(dir)).release();
    expect(existsSync(path.join(dir, "lock.json"))).toBe(false);
  });

  it("is taken over from a cloud that was killed, once that one's engine has ended", async () => {
    const engine = spawn(process.execPath, ["-e", "setTimeout(() => {}, 300)", path.join(dir, "dynamodb")]);
    await once(engine, "spawn");
    // Our own child: its number is free only when we have been told of its end.
    const ended = once(engine, "exit");
    const dead = spawn(process.execPath, ["-e", ""]);
    await once(dead, "exit");
    writeFileSync(path.join(dir, "lock.json"), JSON.stringify({ pid: dead.pid, engine: engine.pid }));
    const lock = await lockDataDir(dir);
    await ended;
    expect(isAlive(engine.pid ?? 0)).toBe(false);
    lock.engine(42);
    expect(readFileSync(path.join(dir, "lock.json"), "utf8")).toContain("42");
    lock.release();
  });
});

describe("a port that is taken", () => {
  it("is taken by somebody with a number and a name", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(listenerOn(port)).toMatchObject({ pid: process.pid });
    server.close();
    await once(server, "close");
    expect(listenerOn(port)).toBeUndefined();
  });
});
