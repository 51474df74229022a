import type { PermissionReport } from "./permissions.ts";

/**
 * What a door was granted and no test over HTTP makes it use: its code can do it, on a path that is taken elsewhere. A line
 * that a test over HTTP has made needless goes; one more than these is named by `npm test`, and fails it where COWRY_GRANTS=strict.
 */
interface Unused {
  /** Where the path is taken, or why it cannot be taken here. */
  readonly why: string;
  readonly doors: Readonly<Record<string, string>>;
}

const TABLE = "get batch_get query query_index put update delete check put_many scan";

export const UNUSED: readonly Unused[] = [
  {
    why: "the sweep finds nothing in the tests over HTTP; what it does with what it finds is tested on the engine, by its name",
    doors: {
      "approvals/sweep-proposals": "get batch_get query put update delete",
      "bulk/sweep-batches": "get batch_get query put update check states:StartExecution",
      "disputes/sweep-disputes": "get batch_get put update",
      "holds/sweep-holds": "batch_get put",
      "payouts/sweep-payouts": "check",
      "payouts/watch-float": "batch_get",
      "refunds/sweep-refunds": "get batch_get put update",
      "topups/sweep-received": "get batch_get query put update",
      "topups/sweep-topups": "batch_get query",
      "wallet/sweep-queues": "get query put update delete",
      "wallet/sweep-reviews": "get batch_get put update",
      "webhooks/sweep-webhooks": "get batch_get query put update check states:SendTaskSuccess",
    },
  },
  {
    why: "no schedule of a test over HTTP comes to this; packages/core and tests/invariants/crash-doors.ts run it on an engine",
    doors: {
      "payouts/await-confirmation": "states:SendTaskSuccess",
      "payouts/check-account": "update",
      "payouts/poll-payout": "put",
      "reconciliation/compare-places": "get",
      "reconciliation/fail-run": "update",
      "reconciliation/read-pages": "put update put_many",
      "reconciliation/start-nightly": "get query put states:StartExecution",
      "refunds/send-refund": "batch_get put",
      "staff/erase-account": "batch_get",
      "system/rotate-keys": "update delete check scan",
      "topups/close-virtual-account": "delete",
      "wallet/drain-queue": "get query put update delete",
      "webhooks/replay-webhook": "query check states:SendTaskSuccess",
    },
  },
  {
    why: "a table that is restored or made anew exists in packages/core/src/wallet/rebuild-into.test.ts alone",
    doors: { "wallet/rebuild-ledger": TABLE },
  },
  {
    why: "a path of this door that the tests over HTTP leave to those of its domain on the engine",
    doors: {
      "approvals/approve-proposal": "query delete check",
      "auth/change-email": "query",
      "auth/change-password": "get put",
      "auth/confirm-by-code": "query",
      "auth/end-all-sessions": "get",
      "auth/reset-password": "query",
      "auth/set-transaction-pin": "query",
      "bulk/cancel-batch": "query put update",
      "developers/create-api-key": "batch_get",
      "developers/rotate-api-key": "batch_get",
      "holds/release-hold": "batch_get put",
      "holds/release-hold-by-staff": "put update",
      "mfa/disable-push": "get query put update",
      "mfa/renew-recovery-codes": "put",
      "mfa/step-up": "query",
      "payouts/enter-code": "get put update check",
      "payouts/retry-payout": "get update check",
      "receipts/verify-receipt": "query",
      "refunds/ask-for-refund": "put update",
      "refunds/propose-refund": "update",
      "refunds/propose-refund-end": "put",
      "topups/charge-card": "query check",
      "topups/look-into-account": "query",
      "topups/receive-event": "check",
      "topups/verify-topup": "batch_get query",
      "users/get-driver-profile": "get",
      "users/put-driver-profile": "put check",
      "wallet/list-balances": "get",
      "wallet/list-transactions": "get",
      "wallet/propose-policy": "get update",
    },
  },
];

const WORDS: Readonly<Record<string, string>> = {
  "dynamodb:GetItem": "get",
  "dynamodb:BatchGetItem": "batch_get",
  "dynamodb:PutItem": "put",
  "dynamodb:UpdateItem": "update",
  "dynamodb:DeleteItem": "delete",
  "dynamodb:ConditionCheckItem": "check",
  "dynamodb:BatchWriteItem": "put_many",
  "dynamodb:Scan": "scan",
};

function wordOf(action: string, resource: string): string {
  if (action === "dynamodb:Query") return resource.includes("/index/") ? "query_index" : "query";
  return WORDS[action] ?? action;
}

/** Grants that no test used and that are not in the list, each in a line; `doors` is how their functions are called. */
export function unusedGrants(
  { granted }: PermissionReport,
  doors: readonly { readonly id: string; readonly title: string; readonly line: string }[],
): readonly string[] {
  const excused = new Set(
    UNUSED.flatMap((group) =>
      Object.entries(group.doors).flatMap(([door, words]) => words.split(" ").map((word) => `${door} ${word}`)),
    ),
  );
  return granted
    .filter(({ used, by_service: byService }) => used === 0 && !byService)
    .flatMap(({ door: title, action, resource }) => {
      const door = doors.find((one) => one.title === title);
      const id = door?.id ?? title;
      if (excused.has(`${id} ${wordOf(action, resource)}`)) return [];
      return [`${id} was granted ${action} on ${resource} and no test used it: ${door?.line ?? "see the templates"}`];
    });
}
