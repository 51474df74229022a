import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../kernel/index.ts";
import { decideUnpaid, isDue, lookAfter, patienceOf } from "./ask.ts";
import type { ChargeFound } from "./ports.ts";

const found = (status: string): ChargeFound => ({
  outcome: "found",
  id: "1",
  reference: "cw-0190c0de00007000800000000000000a",
  status,
  amount: 500_000n,
  fees: undefined,
  currency: "NGN",
  domain: "test",
});
const notFound: ChargeFound = { outcome: "not_found" };
const unknown: ChargeFound = { outcome: "unknown" };

it("a live top-up is not given up by a test key, which knows nothing of it", async () => {
  const id = "0190c0de-0000-7000-8000-00000000000a";
  const live = { transactionId: id, kind: "topup", status: "pending", mode: "live", createdAtMs: 0 } as const;
  const order = { ...live, currency: "NGN", amount: 1n, fee: 0n, owner: id };
  const key = { mode: "test" as const, verifyCharge: () => Promise.resolve(notFound) };
  expect(await lookAfter(order, key, 7 * DAY)).toBe("open");
});

it("an order has its whole time from the provider's last call, however old it is", () => {
  const id = "0190c0de-0000-7000-8000-00000000000a";
  const order = { transactionId: id, kind: "topup", status: "pending", currency: "NGN", amount: 1n, fee: 0n } as const;
  const calledAgain = (method: string, attemptAtMs: number, response?: Record<string, string>) =>
    patienceOf({ ...order, owner: id, createdAtMs: 0, response, external: { method, attempt: 1, attemptAtMs } });
  expect([calledAgain("card", 0), calledAgain("card", DAY - MINUTE)]).toEqual([DAY, 2 * DAY - MINUTE]);
  expect([calledAgain("saved_card", 0), calledAgain("saved_card", HOUR - 1)]).toEqual([HOUR, 2 * HOUR - 1]);
  expect(calledAgain("saved_card", 0, { paymentUrl: "https://checkout.example/1" })).toBe(DAY);
});

describe("decideUnpaid", () => {
  it.each([[found("failed")], [found("abandoned")], [notFound], [unknown]])(
    "leaves a page open for its day, whatever is said of it: %o",
    (answer) => expect(decideUnpaid([answer], DAY - 1)).toBe("open"),
  );

  it.each([
    ["cancelled", [notFound]],
    ["cancelled", [found("abandoned")]],
    ["cancelled", [found("abandoned"), notFound]],
    ["failed", [found("failed")]],
    ["failed", [found("abandoned"), found("failed")]],
    ["failed", [found("reversed")]],
  ] as const)("ends it as %s after its day", (status, answers) => expect(decideUnpaid(answers, DAY)).toBe(status));

  it.each(["ongoing", "pending", "processing", "queued", "unrecognised", "success"])(
    "never ends one that is %s, and tells staff after three days",
    (status) => {
      expect(decideUnpaid([notFound, found(status)], 3 * DAY - 1)).toBe("open");
      expect(decideUnpaid([notFound, found(status)], 3 * DAY)).toBe("stuck");
    },
  );

  it("never ends one of which the provider did not answer", () => {
    expect(decideUnpaid([found("failed"), unknown], 2 * DAY)).toBe("open");
  });
});

describe("isDue", () => {
  it("is every sweep on the first day, the one that ends it among them", () => {
    for (let ageMs = 10 * MINUTE; ageMs <= DAY; ageMs += 10 * MINUTE) expect(isDue(ageMs)).toBe(true);
  });

  it.each([0, 1, 59 * MINUTE])(
    "is one hourly sweep of each later day, wherever in the hour it began (+%i ms)",
    (offset) => {
      const due = Array.from({ length: 24 * 10 }, (_, hour) => 2 * DAY + hour * HOUR + offset).filter(isDue);
      expect(due).toHaveLength(10);
    },
  );
});
