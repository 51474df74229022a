import { describe, expect, it } from "vitest";
import { newId } from "../kernel/index.ts";
import { useTestSettings } from "../wallet/wallet.testkit.ts";
import { openHint, ownerHint } from "./owner-hint.ts";

useTestSettings();
const [transactionId, owner] = [newId(), newId()];

describe("whose a top-up is, sent along", () => {
  it("comes back for this top-up only, and tells the provider nothing", () => {
    const hint = ownerHint({ transactionId, owner });
    expect(openHint(transactionId, hint)).toBe(owner);
    expect(openHint(newId(), hint)).toBeUndefined();
    expect(hint).not.toContain(owner);
    expect(hint.length).toBeLessThan(200);
  });

  it.each([undefined, "", "x", owner, "k.", "gone.AAAA"])("is none for %j", (hint) => {
    expect(openHint(transactionId, hint)).toBeUndefined();
  });
});
