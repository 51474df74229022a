import { describe, expect, it } from "vitest";
import type { PermissionView } from "@cowry/local";
import { merged } from "../tests/kit/permissions.ts";
import { wrongGrants } from "../tests/kit/unused-grants.ts";

const view = (title: string, used: Readonly<Record<string, number>>): PermissionView => ({
  function: title,
  granted: Object.entries(used).map(([action, times]) => {
    return { action, resource: "table", used: times, by_service: action.startsWith("logs:") };
  }),
  never_used: [],
  denied: used["dynamodb:GetItem"] === 0 ? [{ action: "ses:SendEmail", resource: "x", times: 1 }] : [],
});

const DOORS = [
  { id: "wallet/pay", title: "WalletPay", line: "packages/functions/src/wallet/pay.ts:12" },
  { id: "wallet/rebuild-ledger", title: "WalletRebuildLedger", line: "packages/functions/src/wallet/rebuild.ts:9" },
];

describe("the report on permissions", () => {
  it("adds up all clouds of a run, and tells what none of them used or what one was denied, with the line that grants", () => {
    const report = merged([
      view("WalletPay", { "dynamodb:GetItem": 0, "dynamodb:PutItem": 0, "logs:PutLogEvents": 0 }),
      view("WalletPay", { "dynamodb:GetItem": 3, "dynamodb:PutItem": 0, "logs:PutLogEvents": 0 }),
      view("WalletRebuildLedger", { "dynamodb:Scan": 0 }),
    ]);
    expect(report.granted.map(({ action, used }) => [action, used])).toEqual([
      ["dynamodb:GetItem", 3],
      ["dynamodb:PutItem", 0],
      ["logs:PutLogEvents", 0],
      ["dynamodb:Scan", 0],
    ]);
    expect(report.denied).toEqual([{ door: "WalletPay", action: "ses:SendEmail", resource: "x" }]);
    const reasons = { "wallet/rebuild-ledger scan": "of no use here", "wallet/pay get": "nobody pays" };
    expect(wrongGrants(report, DOORS, reasons)).toEqual([
      "wallet/pay was granted dynamodb:PutItem on table and no test used it: packages/functions/src/wallet/pay.ts:12",
      "wallet/pay asked for ses:SendEmail on x and was not granted it: packages/functions/src/wallet/pay.ts:12",
      "wallet/pay get is used, or not granted any more: its reason in tests/kit/unused-grants.ts goes",
    ]);
  });
});
