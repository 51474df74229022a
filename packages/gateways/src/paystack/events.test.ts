import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseEvent } from "./events.ts";
import { verifySignature } from "./signature.ts";

const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const sign = (key: string, body: Uint8Array): string => createHmac("sha512", key).update(body).digest("hex");

const VECTOR = '{"event":"charge.success","data":{"reference":"qTPrJoy9Bx","amount":10000}}';
const VECTOR_SIGNATURE =
  "622aab35e479327df05488201b0a628d2dfce7eb463950292c6f34cf8b387e64" +
  "1deacc92b8487034d6d536b005bfe442ed6fa11b78abc36df5fc223b8b208489";

describe("verifySignature", () => {
  const keys = { current: "new", keys: { new: "sk_test_new", old: "sk_test_old" } };

  it("accepts the known vector", () => {
    expect(verifySignature(bytes(VECTOR), VECTOR_SIGNATURE, { current: "a", keys: { a: "sk_test_example" } })).toBe(
      true,
    );
  });

  it.each(["sk_test_new", "sk_test_old"])("accepts the current and the previous key: %s", (key) => {
    expect(verifySignature(bytes(VECTOR), sign(key, bytes(VECTOR)), keys)).toBe(true);
  });

  it("looks at the bytes, not at what they mean", () => {
    const spaced = bytes(VECTOR.replace(",", ", "));

    expect(verifySignature(spaced, sign("sk_test_new", bytes(VECTOR)), keys)).toBe(false);
    expect(verifySignature(spaced, sign("sk_test_new", spaced), keys)).toBe(true);
  });

  it.each([
    ["another key", sign("sk_test_thief", bytes(VECTOR))],
    ["capitals", sign("sk_test_new", bytes(VECTOR)).toUpperCase()],
    ["a part", sign("sk_test_new", bytes(VECTOR)).slice(0, 127)],
    ["more", `${sign("sk_test_new", bytes(VECTOR))}0`],
    ["SHA-256", createHmac("sha256", "sk_test_new").update(VECTOR).digest("hex")],
    ["zeros", "0".repeat(128)],
    ["nothing", ""],
    ["no header", undefined],
  ])("refuses %s", (_, header) => {
    expect(verifySignature(bytes(VECTOR), header, keys)).toBe(false);
  });

  it("refuses everything when there is no key", () => {
    expect(verifySignature(bytes(VECTOR), sign("", bytes(VECTOR)), { current: "a", keys: {} })).toBe(false);
  });

  it("refuses what is signed with an empty key, though a ring should hold one", () => {
    const ring = { current: "a", keys: { a: "sk_test_new", b: "" } };
    expect(verifySignature(bytes(VECTOR), sign("", bytes(VECTOR)), ring)).toBe(false);
    expect(verifySignature(bytes(VECTOR), sign("sk_test_new", bytes(VECTOR)), ring)).toBe(true);
  });
});

describe("parseEvent", () => {
  const charge = { id: 1, reference: "cw-1", status: "success", amount: 500, currency: "NGN", domain: "test", fees: 8 };
  const transfer = { ...charge, transfer_code: "TRF_1", recipient: { recipient_code: "RCP_1" }, session: { id: null } };

  it.each([[{ owner: "s.1" }], ['{"owner":"s.1"}']])("reads what was sent along with a charge: %j", (metadata) => {
    const told = parseEvent(bytes({ event: "charge.success", data: { ...charge, metadata } }));
    expect(told).toMatchObject({ kind: "charge", charge: { owner: "s.1" } });
  });

  it("reads a charge", () => {
    expect(parseEvent(bytes({ event: "charge.success", data: { ...charge, metadata: "" } }))).toMatchObject({
      kind: "charge",
      charge: { id: "1", reference: "cw-1", status: "success", amount: 500n, fees: 8n, domain: "test" },
    });
  });

  it.each([
    ["transfer.success", "success"],
    ["transfer.failed", "failed"],
    ["transfer.reversed", "reversed"],
  ])("reads %s, and believes the event's name before the body's status", (event, status) => {
    expect(parseEvent(bytes({ event, data: { ...transfer, status: "pending" } }))).toMatchObject({
      kind: "transfer",
      event,
      transfer: { reference: "cw-1", status, recipientCode: "RCP_1", transferCode: "TRF_1" },
    });
  });

  it.each([[10_000], ["10000"]])("reads a refund whose amount is %j", (amount) => {
    const data = {
      status: "processed",
      transaction_reference: "cw-1",
      refund_reference: null,
      amount,
      currency: "NGN",
    };

    expect(parseEvent(bytes({ event: "refund.processed", data }))).toEqual({
      kind: "refund",
      event: "refund.processed",
      refund: {
        ...{ id: undefined, reference: "cw-1", refundReference: undefined },
        ...{ amount: 10_000n, currency: "NGN", domain: undefined },
      },
    });
  });

  it.each([
    ["masked", { account_number: "012*****789", bvn: "200*****677" }, "012*****789"],
    ["null", null, undefined],
    ["absent", undefined, undefined],
    ["a number", { account_number: 12 }, undefined],
  ])("reads an identification whose details are %s", (_, identification, maskedAccount) => {
    const data = { customer_id: 1, customer_code: "CUS_1", email: "a@b.co", identification, reason: "x" };
    for (const [event, isVerified] of [
      ["customeridentification.success", true],
      ["customeridentification.failed", false],
    ] as const) {
      expect(parseEvent(bytes({ event, data }))).toEqual({
        ...{ kind: "identification", event },
        identification: { customerCode: "CUS_1", isVerified, maskedAccount },
      });
    }
  });

  it("keeps an event that it does not know as it is", () => {
    const body = { event: "subscription.create", data: { a: [1] } };

    expect(parseEvent(bytes(body))).toEqual({ kind: "other", ...body });
  });

  it.each(["charge.success", "transfer.success", "refund.failed", "customeridentification.failed"])(
    "says when a %s cannot be read",
    (event) => {
      expect(parseEvent(bytes({ event, data: { amount: 1.5 } }))).toEqual({
        kind: "unreadable",
        event,
        data: { amount: 1.5 },
      });
      expect(parseEvent(bytes({ event }))).toMatchObject({ kind: "unreadable", event });
    },
  );

  it.each(["", "null", "[]", "{", '{"event":1}', '{"reference":"x"}'])("is nothing for %s", (text) => {
    expect(parseEvent(bytes(text))).toBeUndefined();
  });
});
