import { functionArn, machineOf, task, tokenTask } from "./rehearsal.testkit.ts";

/** Machines of the kind that the project has, for tests. */

const again = { ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxAttempts: 4, BackoffRate: 2, MaxDelaySeconds: 60 };

/** Submits, waits for the provider's word by a task token, asks by itself when none comes, then settles or returns. */
export const payout = machineOf(
  {
    Submit: task("submit", {
      Parameters: { FunctionName: functionArn("submit"), Payload: { "transactionId.$": "$.transactionId" } },
      ResultSelector: { "status.$": "$.Payload.status" },
      ResultPath: "$.submitted",
      TimeoutSeconds: 60,
      Retry: [{ ...again, ErrorEquals: ["ProviderBusy", "States.Timeout"] }],
      Catch: [{ ErrorEquals: ["Refused"], ResultPath: "$.error", Next: "Return" }],
      Next: "AwaitWord",
    }),
    AwaitWord: tokenTask("remember", {
      ResultPath: "$.word",
      TimeoutSeconds: 3_600,
      HeartbeatSeconds: 900,
      Catch: [{ ErrorEquals: ["States.Timeout", "States.HeartbeatTimeout"], ResultPath: "$.silence", Next: "Ask" }],
      Next: "Judge",
    }),
    Ask: task("ask", { ResultSelector: { "status.$": "$.Payload.status" }, ResultPath: "$.word", Next: "Judge" }),
    Judge: {
      Type: "Choice",
      Choices: [
        { Variable: "$.word.status", StringEquals: "success", Next: "Settle" },
        {
          Or: [
            { Variable: "$.word.status", StringEquals: "failed" },
            { Variable: "$.word.status", StringEquals: "reversed" },
          ],
          Next: "Return",
        },
      ],
      Default: "Pause",
    },
    Pause: { Type: "Wait", Seconds: 300, Next: "Ask" },
    Settle: task("settle", { ResultPath: null, Retry: [again], Next: "Done" }),
    Return: task("return", { ResultPath: null, Retry: [again], Next: "Failed" }),
    Done: { Type: "Succeed" },
    Failed: { Type: "Fail", Error: "PayoutFailed", CausePath: "States.Format('payout {} came back', $.transactionId)" },
  },
  { TimeoutSeconds: 864_000, Comment: "A payout, from the order to the provider's last word" },
);

/** Every remaining state type and field in one machine. */
export const everything = machineOf({
  Prepare: {
    Type: "Pass",
    InputPath: "$",
    Parameters: { "who.$": "$.who", "list.$": "States.Array(1, 2, 3)" },
    ResultPath: "$.made",
    OutputPath: "$",
    Next: "Both",
  },
  Both: {
    Type: "Parallel",
    Branches: [
      machineOf({ Left: { Type: "Pass", Result: { side: "left" }, End: true } }),
      machineOf({ Right: task("right", { ResultSelector: { "side.$": "$.Payload" } }) }),
    ],
    ResultPath: "$.both",
    Retry: [{ ErrorEquals: ["States.TaskFailed"], JitterStrategy: "FULL" }],
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Broken" }],
    Next: "Each",
  },
  Each: {
    Type: "Map",
    ItemsPath: "$.made.list",
    ItemSelector: { "value.$": "$$.Map.Item.Value", "index.$": "$$.Map.Item.Index", "who.$": "$.who" },
    MaxConcurrency: 2,
    ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...machineOf({ One: task("one") }) },
    ResultPath: "$.each",
    Next: "Until",
  },
  Until: { Type: "Wait", TimestampPath: "$.until", Next: "End" },
  End: { Type: "Succeed", OutputPath: "$.each" },
  Broken: { Type: "Fail", ErrorPath: "$.Error", CausePath: "$.Cause" },
});
