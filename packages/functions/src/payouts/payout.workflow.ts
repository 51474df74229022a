/**
 * A payout, from the reservation to its end. The states only decide who acts next: every step is idempotent by a
 * condition on the journal's status, so that each may run twice, late, or beside a webhook that was faster.
 * Nothing but the transaction id and words of ours travels between states: executions can be read in the console.
 *
 * Every wait has an end, after which we ask the provider ourselves; every failure of a step ends in such a wait, never
 * in a failed execution: a hold is released by a fact only.
 */

const PASSING = [
  "unavailable",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

const RETRY = [
  {
    ErrorEquals: PASSING,
    IntervalSeconds: 2,
    MaxAttempts: 5,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
  },
];

/** Whatever went wrong, the outcome is unknown to us and the provider knows better. */
const THEN_ASK = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.trouble", Next: "PauseAfterTrouble" }];

const TRANSACTION = { "transactionId.$": "$.transactionId" };

/** A step answers `{ transactionId, outcome, waitSeconds }`; conclusive ones add `said`, what the provider told. */
const conclude = (outcome: "completed" | "failed") => ({
  Type: "Task",
  Resource: "${payouts/conclude-payout}",
  Parameters: { ...TRANSACTION, outcome, "said.$": "$.said" },
  Retry: RETRY,
  Catch: THEN_ASK,
  Next: "WhatIsKnown",
});

/** Until a webhook wakes it, or the wait ends and we ask. */
const AWAIT_WORD = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Parameters: {
    FunctionName: "${payouts/await-confirmation}",
    Payload: { ...TRANSACTION, "taskToken.$": "$$.Task.Token" },
  },
  TimeoutSecondsPath: "$.waitSeconds",
  Catch: [{ ErrorEquals: ["States.Timeout"], ResultPath: "$.trouble", Next: "PollProvider" }, ...THEN_ASK],
  Next: "WhatIsKnown",
} as const;

const when = (outcome: string, next: string) => ({ Variable: "$.outcome", StringEquals: outcome, Next: next });

export const workflow = {
  id: "payouts/payout",
  asl: {
    Comment: "Pays out reserved money: sends it, waits for the provider's word, settles or gives it back.",
    StartAt: "CheckAccount",
    States: {
      CheckAccount: {
        Type: "Task",
        Resource: "${payouts/check-account}",
        Parameters: TRANSACTION,
        Retry: RETRY,
        Catch: THEN_ASK,
        Next: "WhatIsKnown",
      },
      SubmitToProvider: {
        Type: "Task",
        Resource: "${payouts/submit-payout}",
        Parameters: TRANSACTION,
        // Never tried again as it is: a sending that fails may have arrived, so the provider is asked first.
        Catch: [{ ErrorEquals: PASSING, ResultPath: "$.trouble", Next: "PauseBeforeAsking" }, ...THEN_ASK],
        Next: "WhatIsKnown",
      },
      WhatIsKnown: {
        Type: "Choice",
        Choices: [
          when("checked", "SubmitToProvider"),
          when("not_checked", "WaitForTheBanksAnswer"),
          when("completed", "Settle"),
          when("failed", "Release"),
          when("awaiting", "AwaitConfirmation"),
          when("awaiting_approval", "AwaitOurApproval"),
          when("not_sent", "WaitBeforeSendingAgain"),
          when("no_float", "WaitForFloat"),
          when("ended", "Ended"),
        ],
        Default: "PauseAfterTrouble",
      },
      AwaitConfirmation: AWAIT_WORD,
      // A one-time code or our approval address: the same wait, under a name that says whose turn it is.
      AwaitOurApproval: AWAIT_WORD,
      PollProvider: {
        Type: "Task",
        Resource: "${payouts/poll-payout}",
        Parameters: TRANSACTION,
        Retry: RETRY,
        Catch: THEN_ASK,
        Next: "WhatIsKnown",
      },
      WaitForTheBanksAnswer: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "CheckAccount" },
      WaitForFloat: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "SubmitToProvider" },
      WaitBeforeSendingAgain: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "SubmitToProvider" },
      PauseBeforeAsking: { Type: "Wait", Seconds: 60, Next: "PollProvider" },
      Settle: conclude("completed"),
      Release: conclude("failed"),
      // Long enough that a step that fails for a month does not reach the 25,000 events an execution may have.
      PauseAfterTrouble: { Type: "Wait", Seconds: 900, Next: "PollProvider" },
      Ended: { Type: "Succeed" },
    },
  },
} as const;
