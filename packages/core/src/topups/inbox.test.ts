import { beforeEach, describe, expect, it } from "vitest";
import { setBell } from "../kernel/index.ts";
import { carryOutEvent } from "./inbox.ts";

const alerts: string[] = [];
beforeEach(() => {
  alerts.length = 0;
  setBell(({ alert }) => alerts.push(alert));
});

const waker = { wake: () => Promise.resolve() };
const receive = carryOutEvent(waker);

describe("carryOutEvent", () => {
  it.each([
    ["refund", "refund.processed", "provider_refund_not_booked"],
    ["refund", "refund.failed", "provider_refund_not_booked"],
    ["other", "charge.dispute.create", "provider_dispute_not_booked"],
    ["other", "charge.dispute.resolve", "provider_dispute_not_booked"],
  ] as const)("tells staff of a %s event, %s", async (kind, event, alert) => {
    expect(await receive({ kind, event })).toBe("event_unused");
    expect(alerts).toEqual([alert]);
  });

  it("takes what is of no use to us without a word", async () => {
    expect(await receive({ kind: "other", event: "customeridentification.success" })).toBe("event_unused");
    expect(alerts).toEqual([]);
  });

  it.each([undefined, { kind: "unreadable" } as const])("asks for %o again, and tells staff", async (event) => {
    await expect(receive(event)).rejects.toMatchObject({ code: "unavailable" });
    expect(alerts).toEqual(["webhook_unreadable"]);
  });
});
