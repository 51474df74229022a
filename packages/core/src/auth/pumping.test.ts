import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { MINUTE, setBell } from "../kernel/index.ts";
import { customer, inbox, newPhone, stranger, useEngine } from "./people.testkit.ts";
import { admit, blockOf, type Limit, PER_BLOCK, PER_NEIGHBOURS, PER_PREFIX } from "./limiter.ts";
import { countSent, countVerified, isPumped, looksPumped, PREFIX_LENGTH, PUMPING } from "./pumping.ts";
import { verifyOtp } from "./sign-in.ts";
import { submitPhone } from "./submit-phone.ts";

vi.mock("./argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

let stop: () => Promise<void>;
const alerts: string[] = [];
beforeAll(async () => {
  stop = await useEngine();
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
beforeEach(() => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
  // A new window for each, whatever the one before counted.
  vi.setSystemTime(Date.now() + 2 * PUMPING.windowMs);
});
afterAll(async () => {
  vi.useRealTimers();
  await stop();
});

const box = inbox();
const submit = (phone: string, ip = "197.210.1.1") =>
  submitPhone(stranger({ ip, deviceId: `of-${phone}` }), { phone, purpose: "login" }, box.sms);
const sentTo = (phone: string) => box.messages.filter(({ to }) => to === phone).length;
/** One after the other: a count that an engine under load does not take in time is lost, as it may be. */
async function often(count: number, act: () => Promise<void>): Promise<void> {
  for (let n = 0; n < count; n++) await act();
}
const times = <T>(count: number, act: (index: number) => T): T[] => Array.from({ length: count }, (_, n) => act(n));

describe("the breaker against SMS pumping", () => {
  it.each([
    ["few codes", "prefix", 29, 0, false],
    ["enough codes, and none came back", "prefix", 30, 0, true],
    ["39 of 100 came back", "prefix", 100, 39, true],
    ["40 of 100 came back", "prefix", 100, 40, false],
    ["a country's few codes", "country", 199, 0, false],
    ["a country's many codes", "country", 200, 79, true],
  ] as const)("with %s says what it has to", (_, scope, sent, verified, pumped) => {
    expect(looksPumped(scope, { sent, verified })).toBe(pumped);
  });

  it("holds codes back from strangers with such numbers, not from customers, and rings", async () => {
    const { phone: known } = await customer();
    const prefix = known.slice(0, 8);
    const stranger = `${prefix}${newPhone().slice(8)}`;
    await often(PUMPING.sentMin.prefix, () => countSent(known));
    const answers = [await submit(stranger), await submit(known)];
    expect([sentTo(stranger), sentTo(known)]).toEqual([0, 1]);
    expect(alerts).toEqual(["sms_pumping_suspected"]);
    // Neither the answer nor what is in the table tells which of them got one.
    const [first, second] = answers.map(({ challengeId: _, ...rest }) => rest);
    expect(first).toEqual(second);
  });

  it("lets them through again when the windows have passed, or enough codes come back", async () => {
    const phone = newPhone();
    await often(PUMPING.sentMin.prefix, () => countSent(phone));
    expect(await isPumped(phone)).toBe(true);
    await often(12, () => countVerified({ e164: phone }));
    expect(await isPumped(phone)).toBe(false);
    await often(20, () => countSent(phone));
    expect(await isPumped(phone)).toBe(true);
    vi.setSystemTime(Date.now() + 2 * PUMPING.windowMs);
    expect(await isPumped(phone)).toBe(false);
  });

  it("counts a code that went out and one that came back, once each", async () => {
    const phone = newPhone();
    await submit(phone);
    const spent = PUMPING.sentMin.prefix - 2;
    await often(spent, () => countSent(phone));
    expect(await isPumped(phone)).toBe(false);
    await countSent(phone);
    expect(await isPumped(phone)).toBe(true);
    const otp = box.codeFor(phone);
    await verifyOtp(stranger({ deviceId: `of-${phone}` }), { phone, otp, challengeId: undefined, role: "rider" });
    await often(11, () => countVerified({ e164: phone }));
    expect(await isPumped(phone)).toBe(false);
  });
});

describe("numbers in sequence", () => {
  it("get no more codes than a few neighbours ask for, from however many networks", async () => {
    const hundred = newPhone().slice(0, -2);
    const outcomes = await Promise.allSettled(
      times(30, (n) => submit(`${hundred}${String(n).padStart(2, "0")}`, `41.${String(n)}.1.1`)),
    );
    const sent = outcomes.filter(({ status }) => status === "fulfilled").length;
    expect(sent).toBeLessThanOrEqual(PER_NEIGHBOURS.burst);
    // Who loses each of its attempts against so many others is refused, too.
    expect(sent).toBeGreaterThanOrEqual(PER_NEIGHBOURS.burst / 2);
    vi.setSystemTime(Date.now() + 30 * MINUTE);
    await submit(`${hundred}99`, "41.99.1.1");
  });
});

describe("codes for ever new numbers", () => {
  /** As much of a limit as there is, in one admission. */
  const usedUp = (limit: Limit, key: string) =>
    admit([{ limit: { ...limit, everyMs: limit.everyMs * limit.burst }, key }]);
  const limited = { code: "rate_limited", retryAfterSeconds: expect.any(Number) as number };

  it("are as many as a network block and a number's prefix have left, from whatever device and address in it", async () => {
    const phone = newPhone();
    await usedUp(PER_BLOCK, blockOf("41.200.7.1"));
    await expect(submit(phone, "41.200.7.99")).rejects.toMatchObject(limited);
    await submit(phone, "41.200.8.99");
    const other = newPhone();
    await usedUp(PER_PREFIX, other.slice(0, PREFIX_LENGTH));
    const neighbour = `${other.slice(0, PREFIX_LENGTH)}${other.slice(PREFIX_LENGTH).split("").reverse().join("")}`;
    await expect(submit(neighbour, "41.200.8.99")).rejects.toMatchObject(limited);
    expect([sentTo(phone), sentTo(neighbour)]).toEqual([1, 0]);
  });
});
