import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { derivedId, now, SECOND, setBell } from "../kernel/index.ts";
import { Provider } from "./refunds.testkit.ts";
import { lookAfterRefund } from "./send.ts";
import type { Refund, RefundChange } from "./store.ts";

/** How long the instance is frozen after it wrote down that it sends. */
const table = vi.hoisted(() => ({ frozenMs: 0 }));

vi.mock("./store.ts", async (load) => ({
  ...(await load<object>()),
  commitChange: (refund: Refund, set: RefundChange) => {
    vi.setSystemTime(now() + table.frozenMs);
    return Promise.resolve({ ...refund, ...set, version: refund.version + 1 });
  },
}));

const rung: string[] = [];
beforeEach(() => {
  rung.length = 0;
  setBell(({ alert }) => rung.push(alert));
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const reserved = (): Refund => ({
  ...{ topupId: derivedId("test", "topup"), refundId: derivedId("test", "refund"), state: "reserved", version: 1 },
  ...{
    amount: 5n,
    currency: "NGN",
    mode: "test",
    owner: "amina",
    chargeReference: "c",
    reference: "r",
    reason: "Twice",
  },
  ...{ sends: 0, createdAtMs: now(), changedAtMs: now() },
});

it.each([
  ["is not ordered when its sender was frozen before the order: others may have ordered it since", 11 * SECOND, 0],
  ["is ordered once it is written down", SECOND, 1],
])("a refund %s", async (_, frozenMs, orders) => {
  table.frozenMs = frozenMs;
  const provider = new Provider();
  await lookAfterRefund(reserved(), provider, now()).catch(() => undefined);
  expect(provider.orders).toBe(orders);
});

it("a refund of the other mode is neither ordered nor given back by a key that knows nothing of it", async () => {
  const provider = Object.assign(new Provider(), { mode: "live" as const });
  provider.fate = { refuse: "transaction_not_found" };
  for (const state of ["reserved", "sending", "ordered"] as const) {
    expect(await lookAfterRefund({ ...reserved(), state, sentAtMs: 0 }, provider, now())).toBe("waiting");
  }
  expect([provider.orders, rung]).toEqual([0, Array(3).fill("refund_mode_differs")]);
});
