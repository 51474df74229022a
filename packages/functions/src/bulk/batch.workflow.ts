/**
 * A batch of payouts: parts of its file are paid beside one another, each row by itself. A task answers `more` while rows
 * of it could not be ordered yet, and is called again. Nothing but ids and lines travels between states.
 *
 * Every task may run twice. A part whose task goes on failing is left for the hourly sweep: it keeps no other waiting, and
 * no execution fails.
 */

const RETRY = [
  {
    ErrorEquals: ["States.ALL"],
    IntervalSeconds: 5,
    MaxAttempts: 8,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
  },
];

export const workflow = {
  id: "bulk/batch",
  asl: {
    Comment: "Pays the rows of an approved file, part by part, and ends the batch.",
    StartAt: "PayParts",
    States: {
      PayParts: {
        Type: "Map",
        ItemsPath: "$.parts",
        ItemSelector: {
          "batchId.$": "$.batchId",
          "from.$": "$$.Map.Item.Value.from",
          "to.$": "$$.Map.Item.Value.to",
          "at.$": "$$.Map.Item.Value.from",
        },
        // All of them leave one wallet: more would wait for one another.
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "PayRows",
          States: {
            PayRows: {
              Type: "Task",
              Resource: "${bulk/pay-rows}",
              Parameters: { "batchId.$": "$.batchId", "from.$": "$.from", "to.$": "$.to", "at.$": "$.at" },
              Retry: RETRY,
              Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.trouble", Next: "LeftForTheSweep" }],
              Next: "MoreRows",
            },
            MoreRows: {
              Type: "Choice",
              Choices: [{ Variable: "$.outcome", StringEquals: "more", Next: "WaitBeforeTryingAgain" }],
              Default: "PartPaid",
            },
            WaitBeforeTryingAgain: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "PayRows" },
            LeftForTheSweep: { Type: "Pass", End: true },
            PartPaid: { Type: "Pass", End: true },
          },
        },
        ResultPath: null,
        Next: "Close",
      },
      Close: {
        Type: "Task",
        Resource: "${bulk/close-batch}",
        Parameters: { "batchId.$": "$.batchId" },
        Retry: RETRY,
        // The sweep closes it.
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.trouble", Next: "Ended" }],
        Next: "Ended",
      },
      Ended: { Type: "Succeed" },
    },
  },
} as const;
