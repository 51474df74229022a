import validate from "asl-validator";
import { describe, expect, it } from "vitest";
import { workflow } from "./reconciliation.workflow.ts";

const { States } = workflow.asl;
const arn = "arn:aws:lambda:eu-west-1:000000000000:function:step";
const readings = States.ReadTheirBooks.ItemProcessor.States;
const comparisons = States.CompareWithOurs.ItemProcessor.States;

describe("the reconciliation's state machine", () => {
  it("is Amazon States Language", () => {
    const definition: unknown = JSON.parse(JSON.stringify(workflow.asl).replace(/\$\{[a-z/-]+\}/g, arn));
    expect(validate(definition).errorsText("\n")).toBe("");
  });

  it("calls each task again with its own answer, until it says that it is done", () => {
    for (const [states, task, choice] of [
      [readings, "ReadPages", "MorePages"],
      [comparisons, "ComparePlaces", "MorePlaces"],
    ] as const) {
      expect(states[task]).toMatchObject({ Type: "Task", Next: choice });
      expect(states[task]).not.toHaveProperty("Parameters");
      expect(states[task]).not.toHaveProperty("ResultPath");
      expect(states[choice]).toMatchObject({
        Type: "Choice",
        Choices: [{ Variable: "$.outcome", StringEquals: "more", Next: task }],
      });
    }
  });

  it("tries every task again for two hours, and then tells that the run has failed", () => {
    const tasks = [States.Plan, States.Close, States.GiveUp, readings["ReadPages"], comparisons["ComparePlaces"]];
    for (const task of tasks) {
      const [retry] = (task as { readonly Retry: readonly (typeof States.Plan.Retry)[number][] }).Retry;
      const waits = Array.from({ length: retry?.MaxAttempts ?? 0 }, (_, attempt) =>
        Math.min(retry?.MaxDelaySeconds ?? 0, (retry?.IntervalSeconds ?? 0) * 2 ** attempt),
      );
      expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThanOrEqual(7_200);
    }
    for (const state of [States.Plan, States.ReadTheirBooks, States.CompareWithOurs, States.Close]) {
      expect(state.Catch).toEqual([{ ErrorEquals: ["States.ALL"], ResultPath: "$.trouble", Next: "GiveUp" }]);
    }
    expect(States.GiveUp.Next).toBe("Failed");
    expect(States.Failed.Type).toBe("Fail");
  });
});
