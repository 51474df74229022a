import { decode, itemSize } from "@cowry/table";
import { beforeAll, describe, expect, it } from "vitest";
import { useTestSecrets } from "../auth/secrets.testkit.ts";
import { type Actor, newId } from "../kernel/index.ts";
import { auditEntry } from "./entry.ts";
import { eventsOf } from "./events.ts";
import { maskEmail, maskPhone } from "./mask.ts";
import { auditItem } from "./store.ts";

const userId = newId();
const origin = { requestId: newId(), ip: "197.210.1.1", deviceId: "phone-1", userAgent: "app/1" };
const actor: Actor = { kind: "customer", userId, sessionId: newId(), epoch: 1, roles: [], clientId: "app", origin };
const pinChanged = { action: "auth.pin_changed", subject: { kind: "user", id: userId }, userId } as const;

/** Three bytes each in UTF-8, which is the most that one unit of a JavaScript string can take. */
const wide = (length: number) => "₦".repeat(length);

beforeAll(() => useTestSecrets());

describe("an entry of the audit trail", () => {
  it("stays within 1 KB with everything as long as it can get", () => {
    const longest = {
      ...origin,
      requestId: "r".repeat(64),
      deviceId: "d".repeat(64),
      userAgent: "u".repeat(128),
      ip: "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
    };
    const values = { name: wide(60), reason: wide(140), roles: ["super_admin", "compliance"], amount: 9e15, on: true };
    const write = auditEntry(
      { kind: "api_client", clientId: newId(), userId, scopes: [], origin: longest },
      {
        action: `${"a".repeat(32)}.${"b".repeat(32)}`,
        subject: { kind: "reconciliation_run", id: newId() },
        userId,
        before: values,
        after: values,
        reason: wide(140),
      },
    );
    expect(itemSize(write.wire.Item ?? {})).toBeLessThanOrEqual(1_024);
  });

  it("keeps who, what, whence and both pictures; the address only sealed", () => {
    const write = auditEntry(actor, { ...pinChanged, before: { pin: "set" }, after: { pin: "set", at: 7 } });
    const row = decode(auditItem, write.wire.Item ?? {});
    expect(row).toMatchObject({
      userId,
      action: "auth.pin_changed",
      actor: `customer:${userId}`,
      before: { pin: "set" },
      after: { pin: "set", at: 7 },
      deviceId: "phone-1",
      requestId: origin.requestId,
    });
    expect(JSON.stringify(write.wire.Item)).not.toContain(origin.ip);
  });

  it("never replaces an entry that is there", () => {
    expect(auditEntry(actor, pinChanged)).toMatchObject({ kind: "put", rule: "audit", when: [{ is: "absent" }] });
  });

  it("cuts pictures that are too large, and lets the action happen", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`field${n}`, "x"]));
    const { item } = auditEntry(actor, { ...pinChanged, before: { text: "x".repeat(500) }, after: many });
    expect(item).toMatchObject({ before: { text: "x".repeat(48) }, after: { "…": true } });
  });

  it("is told once, when it comes, and tells nothing of values", () => {
    const write = auditEntry(actor, { ...pinChanged, after: { pin: "set" } });
    const after = write.wire.Item ?? {};
    const [told, ...others] = eventsOf({ after });
    expect(others).toEqual([]);
    expect(told).toMatchObject({ name: "audit.recorded", data: { userId, action: "auth.pin_changed" } });
    expect(eventsOf({ before: after, after })).toEqual([]);
    expect(eventsOf({ before: after })).toEqual([]);
    expect(eventsOf({ after: { ...after, t: { S: "user" } } })).toEqual([]);
  });
});

describe("what is masked", () => {
  it.each([
    ["+2348031234567", "+234•••4567"],
    ["+14155550123", "+141•••0123"],
  ])("the phone %s is %s", (phone, shown) => expect(maskPhone(phone)).toBe(shown));
  it.each([
    ["amina.bello@mail.example", "am•••@mail.example"],
    ["a@b.co", "a•••@b.co"],
  ])("the address %s is %s", (address, shown) => expect(maskEmail(address)).toBe(shown));
});
