import { itemSize, type RawItem, remove, write } from "@cowry/table";
import { rawQuery } from "@cowry/table/audit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Anyone, type Customer, newId, SECOND } from "../kernel/index.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import { listLogins } from "./login-activity.ts";
import { amina, newcomer, stranger, useEngine } from "./people.testkit.ts";
import { refreshSession } from "./refresh.ts";
import { registerPerson } from "./register.ts";
import { sessionItem } from "./session-store.ts";
import { endSession, listSessions } from "./sessions.ts";
import { loadSignIn } from "./sign-in-facts.ts";
import { verifyAccessToken } from "./tokens.ts";

vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));

let stop: () => Promise<void>;
beforeAll(async () => {
  stop = await useEngine();
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});

/** Every cap reached. */
const LONG = { deviceId: "d".repeat(64), userAgent: "u".repeat(128), requestId: "r".repeat(64), ip: "f".repeat(39) };

async function person(origin: Partial<Anyone["origin"]> = {}) {
  const from = stranger(origin).origin;
  const { tokens } = await registerPerson({ ...newcomer(), origin: from }, amina);
  const actor: Customer = { ...(await verifyAccessToken(tokens.access)), kind: "customer", origin: from };
  return { actor, refresh: tokens.refresh };
}

async function itemsOf(userId: string, type: string): Promise<RawItem[]> {
  const items: RawItem[] = [];
  for (const pk of [`U#${userId}`, `A#${userId}`]) {
    for await (const item of rawQuery(pk)) if (item["t"]?.S === type) items.push(item);
  }
  return items;
}

describe("a stolen refresh token", () => {
  it("ends the session with one entry in the trail of its owner, however often it is tried", async () => {
    const { actor, refresh } = await person({ deviceId: "phone" });
    const thief = stranger({ deviceId: "thief", ip: "203.0.113.9" });
    await refreshSession({ kind: "anyone", origin: actor.origin }, refresh);
    vi.setSystemTime(Date.now() + 11 * SECOND);
    const tried = await Promise.allSettled(Array.from({ length: 5 }, () => refreshSession(thief, refresh)));
    expect(tried.every(({ status }) => status === "rejected")).toBe(true);
    const entries = await itemsOf(actor.userId, "audit");
    const reused = entries.filter((entry) => JSON.stringify(entry).includes("auth.refresh_reused"));
    expect(reused).toHaveLength(1);
    expect(await listSessions(actor)).toEqual([]);
  });
});

describe("a sign-in on a device where a session is open", () => {
  const signIn = async ({ userId, origin }: Customer) => {
    const signedIn = await completeSignIn(await loadSignIn(userId, origin), origin, { firstFactor: "otp" });
    if (signedIn.kind !== "signed_in") throw new Error("expected to be signed in");
    return signedIn.tokens.refresh;
  };

  it("ends that one and none on other devices, also when the table has forgotten it", async () => {
    const { actor, refresh } = await person({ deviceId: "phone" });
    const elsewhere = stranger({ deviceId: "tablet" });
    const onTablet = await signIn({ ...actor, origin: elsewhere.origin });
    const second = await signIn(actor);
    await expect(refreshSession(stranger(actor.origin), refresh)).rejects.toMatchObject({ code: "refresh_invalid" });
    expect(await listSessions(actor)).toHaveLength(2);

    for (const { userId, sessionId, deviceId } of await listSessions(actor)) {
      if (deviceId === "phone") await write(remove(sessionItem, { userId, sessionId }));
    }
    const third = await signIn(actor);
    await expect(refreshSession(stranger(actor.origin), second)).rejects.toMatchObject({ code: "refresh_invalid" });
    await refreshSession(stranger(actor.origin), third);
    await refreshSession(elsewhere, onTablet);
    expect(await listSessions(actor)).toHaveLength(2);
  });
});

describe("what a sign-in leaves behind", () => {
  it("stays within 1 KB an item with all caps reached, and holds no address legible", async () => {
    const { actor } = await person({ ...LONG, deviceId: "first" });
    const { origin } = stranger(LONG);
    const facts = await loadSignIn(actor.userId, origin);
    await completeSignIn(facts, origin, { firstFactor: "otp" });
    for (const type of ["session", "device", "login", "audit"]) {
      const items = await itemsOf(actor.userId, type);
      expect(items.length, type).toBeGreaterThan(0);
      for (const item of items) {
        expect(itemSize(item), type).toBeLessThanOrEqual(1_024);
        expect(JSON.stringify(item)).not.toContain(LONG.ip);
      }
    }
  });

  it("is listed for its owner, page by page, newest first", async () => {
    const { actor } = await person({ deviceId: "phone" });
    for (let n = 0; n < 4; n++) {
      vi.setSystemTime(Date.now() + SECOND);
      const { origin } = stranger({ deviceId: `device-${n}` });
      await completeSignIn(await loadSignIn(actor.userId, origin), origin, { firstFactor: "password" });
    }
    const first = await listLogins(actor, { limit: 3 });
    expect(first.items.map(({ deviceId }) => deviceId)).toEqual(["device-3", "device-2", "device-1"]);
    expect(first.items[0]).toMatchObject({ ip: "197.210.1.1", firstFactor: "password", outcome: "signed_in" });
    const rest = await listLogins(actor, { limit: 3, cursor: first.nextCursor ?? "" });
    expect(rest.items.map(({ firstFactor }) => firstFactor)).toEqual(["password", "registration"]);
    expect(rest.nextCursor).toBeNull();
    const { actor: other } = await person();
    await expect(listLogins(other, { limit: 3, cursor: first.nextCursor ?? "" })).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  it("lets nobody end a session that is not theirs", async () => {
    const [{ actor }, { actor: other }] = await Promise.all([person(), person()]);
    for (const id of [other.sessionId, newId()]) {
      await expect(endSession(actor, id)).rejects.toMatchObject({ code: "session_not_found" });
    }
    expect(await listSessions(other)).toHaveLength(1);
  });
});
