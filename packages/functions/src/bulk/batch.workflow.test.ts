import validate from "asl-validator";
import { describe, expect, it } from "vitest";
import { workflow } from "./batch.workflow.ts";

const { States } = workflow.asl;
const parts = States.PayParts.ItemProcessor.States;

describe("the state machine of a batch", () => {
  it("is Amazon States Language", () => {
    const arn = "arn:aws:lambda:eu-west-1:000000000000:function:step";
    const definition: unknown = JSON.parse(JSON.stringify(workflow.asl).replace(/\$\{[a-z/-]+\}/g, arn));
    expect(validate(definition).errorsText("\n")).toBe("");
  });

  it("calls a part again while rows of it wait, and lets no part that fails stop another or the execution", () => {
    expect(parts.MoreRows.Choices).toEqual([
      { Variable: "$.outcome", StringEquals: "more", Next: "WaitBeforeTryingAgain" },
    ]);
    expect([parts.WaitBeforeTryingAgain.Next, parts.MoreRows.Default]).toEqual(["PayRows", "PartPaid"]);
    expect(parts.PayRows.Catch).toMatchObject([{ ErrorEquals: ["States.ALL"], Next: "LeftForTheSweep" }]);
    expect(parts.LeftForTheSweep).toEqual({ Type: "Pass", End: true });
    expect(States.Close.Catch).toMatchObject([{ ErrorEquals: ["States.ALL"], Next: "Ended" }]);
  });
});
