import { getItem, transact } from "@cowry/table";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { confirmMoney, shutChange, statusChange, verifyAccessToken } from "../auth/index.ts";
import { amina, customer, newcomer, stranger, useEngine } from "../auth/people.testkit.ts";
import { setTransactionPin } from "../auth/pin.ts";
import { registerPerson } from "../auth/register.ts";
import { AppError, type Customer, DAY, HOUR } from "../kernel/index.ts";
import { parseKey } from "./model.ts";
import { clientItem } from "./store.ts";
import {
  CLIENTS_MAX,
  createClient,
  grantToken,
  listClients,
  type NewClient,
  revokeClient,
  rotateClient,
  TOKENS_PER_CLIENT,
  verifyApiKey,
  verifyClientToken,
} from "./index.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("../auth/argon2.ts", () => ({
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

const later = (ms: number) => void vi.setSystemTime(Date.now() + ms);
const { origin } = stranger();
const codeOf = async (act: Promise<unknown>) => {
  const reason: unknown = await act.then(
    () => "ok",
    (error: unknown) => error,
  );
  return reason instanceof AppError ? reason.code : reason;
};

const TILL: NewClient = { name: "Till 3", scopes: ["holds:capture", "wallet:read"], lifeDays: 30 };

async function owner(): Promise<Customer> {
  const person = await customer();
  await setTransactionPin(person, { pin: "4826", currentPin: undefined, password: undefined });
  return person;
}

const pin = (person: Customer, digits = "4826") =>
  confirmMoney(person, { pin: digits }, { amount: 0n, currency: "NGN" });
const partsOf = (key: string) => parseKey(key) ?? { clientId: "", secret: "" };

describe("an API key", () => {
  it("is made by PIN, opens what its owner gave it, and stands nowhere", async () => {
    const person = await owner();
    expect(await codeOf(createClient(person, TILL, pin(person, "1357")))).toBe("pin_incorrect");
    const { client, key } = await createClient(person, TILL, pin(person));
    expect(key).toMatch(/^cwk_/);
    const { userId } = person;
    expect(await verifyApiKey(key, origin)).toEqual({
      kind: "api_client",
      clientId: client.clientId,
      userId,
      scopes: TILL.scopes,
      origin,
    });
    const stored = await getItem(clientItem, { clientId: client.clientId });
    expect(JSON.stringify(stored)).not.toContain(partsOf(key).secret);
    expect(stored?.seenAtMs).toBe(Date.now());
  });

  it("does not open with another secret, another id, or a changed letter", async () => {
    const person = await owner();
    const [one, other] = [await createClient(person, TILL, pin(person)), await createClient(person, TILL, pin(person))];
    const swapped = `cwk_${one.client.clientId}_${partsOf(other.key).secret}`;
    const changed = `${one.key.slice(0, -2)}${one.key.endsWith("AA") ? "BB" : "AA"}`;
    for (const key of [swapped, changed, "cwk_x_y", "", one.key.replace("cwk_", "")]) {
      expect(await codeOf(verifyApiKey(key, origin))).toBe("unauthenticated");
    }
  });

  it("ends when it expires, at once when it is revoked, and leaves its place", async () => {
    const person = await owner();
    const { client, key } = await createClient(person, TILL, pin(person));
    const { access } = await grantToken(partsOf(key), undefined, origin);
    expect(await codeOf(revokeClient(await customer(), client.clientId))).toBe("api_key_not_found");
    const twice = await Promise.all([1, 2].map(() => codeOf(revokeClient(person, client.clientId))));
    expect(twice).toContain("ok");
    for (const code of twice) expect(["ok", "api_key_not_found"]).toContain(code);
    expect(await codeOf(verifyApiKey(key, origin))).toBe("unauthenticated");
    expect(await codeOf(verifyClientToken(access, origin))).toBe("unauthenticated");
    expect(await listClients(person)).toEqual([]);
    const short = await createClient(person, { ...TILL, lifeDays: 1 }, pin(person));
    later(DAY);
    expect(await codeOf(verifyApiKey(short.key, origin))).toBe("unauthenticated");
  });

  it("is one of ten at most, however many are asked for at once", async () => {
    const person = await owner();
    const proofs = Array.from({ length: 3 }, () => pin(person));
    const made = await Promise.all(proofs.map((proof) => codeOf(createClient(person, TILL, proof))));
    for (let more = made.length; more <= CLIENTS_MAX + 1; more++) await codeOf(createClient(person, TILL, pin(person)));
    expect(await listClients(person)).toHaveLength(CLIENTS_MAX);
    expect(await codeOf(createClient(person, TILL, pin(person)))).toBe("api_keys_full");
  });

  it("is rotated with an overlap; after it the old secret opens nothing", async () => {
    const person = await owner();
    const { client, key } = await createClient(person, TILL, pin(person));
    const order = { clientId: client.clientId, overlapMs: HOUR };
    const rotated = await rotateClient(person, order, pin(person));
    expect([await codeOf(verifyApiKey(key, origin)), await codeOf(verifyApiKey(rotated.key, origin))]).toEqual([
      "ok",
      "ok",
    ]);
    later(HOUR);
    expect([await codeOf(verifyApiKey(key, origin)), await codeOf(verifyApiKey(rotated.key, origin))]).toEqual([
      "unauthenticated",
      "ok",
    ]);
  });

  it("is worth nothing while its owner is blocked or shut out of the API", async () => {
    const [blocked, shut] = [await owner(), await owner()];
    const [his, hers] = [await createClient(blocked, TILL, pin(blocked)), await createClient(shut, TILL, pin(shut))];
    await transact([statusChange(blocked.userId, "active", "blocked")]);
    await transact([shutChange(shut.userId, ["api"], true)]);
    for (const { key } of [his, hers]) expect(await codeOf(verifyApiKey(key, origin))).toBe("unauthenticated");
  });
});

describe("a client token", () => {
  it("has the scopes that were asked for, of those that the key has", async () => {
    const person = await owner();
    const { client, key } = await createClient(person, TILL, pin(person));
    const { access, scopes } = await grantToken(partsOf(key), ["holds:capture"], origin);
    expect(scopes).toEqual(["holds:capture"]);
    const actor = await verifyClientToken(access, origin);
    expect(actor).toMatchObject({ clientId: client.clientId, userId: person.userId, scopes: ["holds:capture"] });
    expect((await grantToken(partsOf(key), undefined, origin)).scopes).toEqual(TILL.scopes);
    expect(await codeOf(grantToken(partsOf(key), ["profile:read"], origin))).toBe("scope_unknown");
    expect(await codeOf(grantToken({ ...partsOf(key), secret: "A".repeat(43) }, undefined, origin))).toBe(
      "unauthenticated",
    );
  });

  it("is sold so often and no oftener, whether the secret is right or wrong", async () => {
    const person = await owner();
    const { key } = await createClient(person, TILL, pin(person));
    const wrong = { ...partsOf(key), secret: "A".repeat(43) };
    let admitted = 0;
    while ((await codeOf(grantToken(wrong, undefined, origin))) === "unauthenticated") admitted++;
    // A repetition after a lost answer counts twice: never more than these, on a busy machine perhaps fewer.
    expect(admitted).toBeLessThanOrEqual(TOKENS_PER_CLIENT.burst);
    expect(admitted).toBeGreaterThan(TOKENS_PER_CLIENT.burst / 2);
    for (const parts of [wrong, partsOf(key)]) {
      expect(await codeOf(grantToken(parts, undefined, origin))).toBe("rate_limited");
    }
    later(TOKENS_PER_CLIENT.everyMs);
    expect(await codeOf(grantToken(partsOf(key), undefined, origin))).toBe("ok");
    expect(await codeOf(grantToken(partsOf(key), undefined, origin))).toBe("rate_limited");
  });

  it("is no person's token, and a person's is none", async () => {
    const person = await owner();
    const { key } = await createClient(person, TILL, pin(person));
    const { access } = await grantToken(partsOf(key), undefined, origin);
    expect(await codeOf(verifyAccessToken(access))).toBe("unauthenticated");

    const { tokens } = await registerPerson(newcomer(), amina);
    expect(await codeOf(verifyClientToken(tokens.access, origin))).toBe("unauthenticated");
    later(15 * 60_000);
    expect(await codeOf(verifyClientToken(access, origin))).toBe("unauthenticated");
  });
});
