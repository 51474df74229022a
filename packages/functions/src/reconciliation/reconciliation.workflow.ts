/**
 * A reconciliation: the provider's books are read page by page and set out, beside one another; then what was set out is
 * compared with ours, place by place, beside one another. Each task works for a minute at most, says where it was, and
 * is called again from there: no day is too long for a function. What travels between states are places and counts.
 *
 * Every task may run twice. A provider that does not answer is tried again for two hours; then the run has failed, which
 * staff hear of, and the next night, or they, begin it again.
 */

const RETRY = [
  {
    ErrorEquals: ["States.ALL"],
    IntervalSeconds: 5,
    MaxAttempts: 18,
    BackoffRate: 2,
    MaxDelaySeconds: 600,
  },
];

const THEN_FAIL = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.trouble", Next: "GiveUp" }];

/** Tasks called again with their own answer, until it says that they are done. */
const repeat = (task: string, choice: string, end: string, door: string) => ({
  [task]: { Type: "Task", Resource: door, Retry: RETRY, Next: choice },
  [choice]: {
    Type: "Choice",
    Choices: [{ Variable: "$.outcome", StringEquals: "more", Next: task }],
    Default: end,
  },
  // The counts alone: what else was there is in the table.
  [end]: { Type: "Pass", Parameters: { "tally.$": "$.tally" }, OutputPath: "$.tally", End: true },
});

export const workflow = {
  id: "reconciliation/reconciliation",
  asl: {
    Comment: "Compares a day of our books with the provider's: reads theirs, joins both, writes down what differs.",
    StartAt: "Plan",
    States: {
      Plan: {
        Type: "Task",
        Resource: "${reconciliation/plan-run}",
        Retry: RETRY,
        Catch: THEN_FAIL,
        ResultPath: "$.plan",
        Next: "ReadTheirBooks",
      },
      ReadTheirBooks: {
        Type: "Map",
        ItemsPath: "$.plan.readings",
        ItemSelector: { "run.$": "$.plan.run", "streams.$": "$$.Map.Item.Value.streams" },
        // Gently: the provider does not say how much is too much.
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "ReadPages",
          States: repeat("ReadPages", "MorePages", "BooksRead", "${reconciliation/read-pages}"),
        },
        Catch: THEN_FAIL,
        ResultPath: "$.read",
        Next: "CompareWithOurs",
      },
      CompareWithOurs: {
        Type: "Map",
        ItemsPath: "$.plan.comparisons",
        ItemSelector: { "run.$": "$.plan.run", "places.$": "$$.Map.Item.Value.places" },
        MaxConcurrency: 4,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "ComparePlaces",
          States: repeat("ComparePlaces", "MorePlaces", "PlacesCompared", "${reconciliation/compare-places}"),
        },
        Catch: THEN_FAIL,
        ResultPath: "$.compared",
        Next: "Close",
      },
      Close: {
        Type: "Task",
        Resource: "${reconciliation/close-run}",
        Parameters: { "run.$": "$.plan.run", "tallies.$": "States.Array($.read, $.compared)" },
        Retry: RETRY,
        Catch: THEN_FAIL,
        Next: "Ended",
      },
      GiveUp: {
        Type: "Task",
        Resource: "${reconciliation/fail-run}",
        Parameters: { "provider.$": "$.provider", "day.$": "$.day", "attempt.$": "$.attempt" },
        Retry: RETRY,
        Next: "Failed",
      },
      Failed: { Type: "Fail", Error: "reconciliation_failed", Cause: "The provider or we could not be read." },
      Ended: { Type: "Succeed" },
    },
  },
} as const;
