import { beforeEach, describe, expect, it } from "vitest";
import { setBell } from "../kernel/index.ts";
import { carryOutBy } from "./carry-out.ts";
import { UNUSED } from "./model.ts";

const [alerts, heard]: [string[], string[]] = [[], []];
beforeEach(() => {
  [alerts.length, heard.length] = [0, 0];
  setBell(({ alert }) => alerts.push(alert));
});

const arm = (name: string) => (what: unknown) => {
  heard.push(`${name} ${String(what)}`);
  return Promise.resolve("done");
};
const receive = carryOutBy<string, string>({
  charge: arm("charge"),
  transfer: arm("transfer"),
  refund: arm("refund"),
  dispute: arm("dispute"),
  identification: ({ customerCode }) => arm("identification")(customerCode),
});

describe("carryOutBy", () => {
  it.each([
    [{ kind: "transfer", transfer: "T" }, "transfer T"],
    [{ kind: "refund", refund: { reference: "R" } }, "refund R"],
    [{ kind: "dispute", dispute: "D" }, "dispute D"],
    [
      { kind: "identification", identification: { customerCode: "C", isVerified: true, maskedAccount: undefined } },
      "identification C",
    ],
  ] as const)("hands %o to whoever carries it out", async (event, told) => {
    expect(await receive(event)).toBe(`${event.kind}_done`);
    expect(heard).toEqual([told]);
  });

  it("takes what is of no use to us without a word", async () => {
    expect(await receive({ kind: "other" })).toBe(UNUSED);
    expect([...alerts, ...heard]).toEqual([]);
  });

  it.each([undefined, { kind: "unreadable" } as const])("asks for %o again, and tells staff", async (event) => {
    await expect(receive(event)).rejects.toMatchObject({ code: "unavailable" });
    expect(alerts).toEqual(["webhook_unreadable"]);
  });
});
