import { transact } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY, derivedId, type Staff } from "../kernel/index.ts";
import { useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { approve, type Kinds } from "./decide.ts";
import { propose } from "./propose.ts";
import { findProposal } from "./store.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
beforeEach(() => useEmptyTable(engine));
afterAll(() => engine.stop());
afterEach(() => {
  vi.useRealTimers();
});

const staff = (name: string): Staff => ({
  ...{ kind: "staff", userId: derivedId("staff", name), sessionId: derivedId("session", name), epoch: 0 },
  ...{ roles: ["super_admin"], branchId: undefined, clientId: "app" },
  origin: { requestId: derivedId("request", name), ip: "10.0.0.9", deviceId: undefined, userAgent: undefined },
});

describe("a proposal", () => {
  it.each([-1, 0])("that is decided %i ms after its end is carried out only if that is before it", async (lateMs) => {
    const { proposal } = await propose(staff("proposer"), {
      ...{ kind: "slow", payload: {}, reason: "As the story says", permission: "corrections.approve" },
      ...{ userId: undefined, expiresInMs: DAY, key: String(lateMs), check: () => undefined },
    });
    /** Asks somebody else before it writes anything, and that takes all the time that there is. */
    const kinds: Kinds = {
      slow: {
        mode: "at_once",
        execute: async ({ expiresAtMs }, _, ending) => {
          vi.useFakeTimers({ now: expiresAtMs + lateMs, toFake: ["Date"] });
          return (await transact(ending({}))).committed ? "executed" : "lost";
        },
      },
    };
    const approval = approve(staff("approver"), proposal.proposalId, "So be it", kinds);
    if (lateMs < 0) await expect(approval).resolves.toMatchObject({ status: "executed" });
    else await expect(approval).rejects.toMatchObject({ code: "proposal_expired" });
    expect((await findProposal(proposal.proposalId))?.status).toBe(lateMs < 0 ? "executed" : "pending");
  });
});
