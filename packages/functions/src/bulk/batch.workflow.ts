/**
 * A batch of payouts: parts of its file are paid beside one another, each row by itself. A task answers `more` when it
 * had no time for the rest, and is called again at once; `later` when rows of it could not be ordered yet. Such a part
 * makes room for the next, and is called again, for a day, once all have had their turn. Nothing but ids and lines
 * travels between states.
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

const PAY_ROWS = {
  Type: "Task",
  Resource: "${bulk/pay-rows}",
  Parameters: { "batchId.$": "$.batchId", "from.$": "$.from", "to.$": "$.to", "at.$": "$.at" },
  Retry: RETRY,
} as const;

const caught = <const T extends string>(Next: T) =>
  [{ ErrorEquals: ["States.ALL"], ResultPath: "$.trouble", Next }] as const;

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
            PayRows: { ...PAY_ROWS, Catch: caught("LeftForTheSweep"), Next: "MoreRows" },
            MoreRows: {
              Type: "Choice",
              Choices: [{ Variable: "$.outcome", StringEquals: "more", Next: "GoOn" }],
              Default: "PartTried",
            },
            GoOn: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "PayRows" },
            LeftForTheSweep: { Type: "Pass", Result: { outcome: "left" }, End: true },
            PartTried: { Type: "Pass", End: true },
          },
        },
        // How each part stands: what the next state goes through.
        ResultPath: "$.parts",
        Next: "PayStragglers",
      },
      PayStragglers: {
        Type: "Map",
        ItemsPath: "$.parts",
        // They wait, and none for another: as many as a file has parts.
        MaxConcurrency: 40,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "RowsWait",
          States: {
            RowsWait: {
              Type: "Choice",
              Choices: [
                { Variable: "$.outcome", StringEquals: "later", Next: "WaitBeforeTryingAgain" },
                { Variable: "$.outcome", StringEquals: "more", Next: "WaitBeforeTryingAgain" },
              ],
              Default: "PartEnded",
            },
            WaitBeforeTryingAgain: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "TryAgain" },
            TryAgain: { ...PAY_ROWS, Catch: caught("StragglersLeftForTheSweep"), Next: "RowsWait" },
            StragglersLeftForTheSweep: { Type: "Pass", End: true },
            PartEnded: { Type: "Pass", End: true },
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
        Catch: caught("Ended"),
        Next: "Ended",
      },
      Ended: { Type: "Succeed" },
    },
  },
} as const;
