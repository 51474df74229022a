/**
 * A rebuild of the ledger into another table: one step, called with the same order until it says that it is done, however
 * long it takes. What it has done is written down in the table that it makes, so that it may be stopped and begun again.
 * Only what passes by itself is tried again: an order that cannot be followed fails at once.
 */

const RETRY = [
  {
    // Busy, another runner, one that was killed by its limit of time, or AWS's own trouble.
    ErrorEquals: [
      "unavailable",
      "States.Timeout",
      "Lambda.Unknown",
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.TooManyRequestsException",
    ],
    IntervalSeconds: 5,
    MaxAttempts: 12,
    BackoffRate: 2,
    MaxDelaySeconds: 600,
  },
];

export const workflow = {
  id: "wallet/rebuild",
  asl: {
    Comment: "Makes the ledger anew from its journals into another table, and compares.",
    StartAt: "Rebuild",
    States: {
      Rebuild: {
        Type: "Task",
        Resource: "${wallet/rebuild-ledger}",
        Retry: RETRY,
        ResultPath: "$.state",
        Next: "IsDone",
      },
      IsDone: {
        Type: "Choice",
        Choices: [{ Variable: "$.state.outcome", StringEquals: "more", Next: "Rebuild" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  },
} as const;
