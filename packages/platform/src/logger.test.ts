import { errors } from "@cowry/core/kernel";
import { afterEach, describe, expect, it, vi } from "vitest";
import { logLines } from "./cloud.testkit.ts";
import { describeThrown, log, scrub } from "./logger.ts";

afterEach(() => vi.restoreAllMocks());

describe("a log line", () => {
  it("has the allowed fields and no other, whatever it is given", () => {
    const lines = logLines();
    log("info", "request", { request_id: "r", body: { pin: "4826" }, phone: "+2348031234567" } as never);
    expect(lines).toEqual([{ level: "info", msg: "request", request_id: "r" }]);
  });
});

describe("scrub", () => {
  it.each([
    ["code 739148 sent", "code <digits> sent"],
    ["to +2348031234567", "to <digits>"],
    ["pin=4826", "pin=<digits>"],
    ["account 0123456789.", "account <digits>."],
    ["Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl", "Bearer <token>"],
    ["key dGhpcyBpcyBhIHNlY3JldCBrZXkgb2Y", "key <token>"],
    ["sk_test_0123456789abcdef0123456789abcdef", "<token>"],
    ["mail amina@example.com now", "mail <email> now"],
  ])("blots out %j", (text, clean) => expect(scrub(text)).toBe(clean));

  it.each([
    "Error: boom at file:///var/task/index.mjs:12:34567",
    "at run (/var/task/packages/core/src/wallet/transfer.ts:4821:15)",
    "wallet is loaded before it is changed",
  ])("leaves %j readable", (text) => expect(scrub(text)).toBe(text));
});

describe("describeThrown", () => {
  it("follows causes, and stops", () => {
    const looping = new Error("outer");
    looping.cause = looping;
    expect(describeThrown(looping).stack?.match(/caused by/g)).toHaveLength(3);
  });

  it("tells what was thought impossible, without what could be somebody's", () => {
    const bug = errors.internal_error(undefined, { context: { impossible: "a row is there", of: "+2348031234567" } });
    expect(describeThrown(new Error("outer", { cause: bug })).context).toBe(
      '{"impossible":"a row is there","of":"<digits>"}',
    );
  });

  it.each(["text", 5, null, { pin: "4826" }])("says of %j only what type it is", (thrown) => {
    expect(describeThrown(thrown)).toEqual({ error: `thrown: ${typeof thrown}`, stack: `thrown: ${typeof thrown}` });
  });
});
