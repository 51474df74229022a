import validate from "asl-validator";
import { StepTaken } from "@cowry/core/payouts";
import { describe, expect, it } from "vitest";
import { workflow } from "./payout.workflow.ts";

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly StringEquals: string }[];
  readonly Retry?: readonly unknown[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly TimeoutSecondsPath?: string;
}

const states: Readonly<Record<string, State>> = workflow.asl.States;
const arn = "arn:aws:lambda:eu-west-1:000000000000:function:step";

function targets(state: State): readonly string[] {
  const { Next, Default, Choices = [], Catch = [] } = state;
  return [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((caught) => caught.Next)].filter(
    (name) => name !== undefined,
  );
}

describe("the payout's state machine", () => {
  it("is Amazon States Language", () => {
    const definition: unknown = JSON.parse(JSON.stringify(workflow.asl).replace(/\$\{[a-z/-]+\}/g, arn));
    expect(validate(definition).errorsText("\n")).toBe("");
  });

  it("reaches every state, and from every state its end", () => {
    const reached = new Set<string>([workflow.asl.StartAt]);
    for (const name of reached) for (const target of targets(states[name] ?? { Type: "" })) reached.add(target);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
    const ending = new Set(Object.keys(states).filter((name) => states[name]?.Type === "Succeed"));
    for (let grown = true; grown;) {
      const more = Object.entries(states).filter(
        ([name, state]) => !ending.has(name) && targets(state).some((to) => ending.has(to)),
      );
      for (const [name] of more) ending.add(name);
      grown = more.length > 0;
    }
    expect([...ending].sort()).toEqual(Object.keys(states).sort());
  });

  it("never fails: whatever a task throws is caught, and then the provider is asked", () => {
    const tasks = Object.values(states).filter(({ Type }) => Type === "Task");
    expect(tasks.length).toBeGreaterThan(0);
    for (const { Catch = [] } of tasks) {
      expect(Catch.at(-1)).toMatchObject({ ErrorEquals: ["States.ALL"], Next: "PauseAfterTrouble" });
    }
    expect(states["PauseAfterTrouble"]?.Next).toBe("PollProvider");
    expect(Object.values(states).some(({ Type }) => Type === "Fail")).toBe(false);
  });

  it("never sends again by a blind retry: a sending that fails is asked about first", () => {
    const { Retry, Catch = [] } = states["SubmitToProvider"] ?? { Type: "" };
    expect(Retry).toBeUndefined();
    for (const { Next } of Catch) expect(states[Next]).toMatchObject({ Type: "Wait", Next: "PollProvider" });
  });

  it("pays no account before the bank has named its holder", () => {
    expect(workflow.asl.StartAt).toBe("CheckAccount");
    expect(states["CheckAccount"]).toMatchObject({ Next: "WhatIsKnown" });
    expect(states["WaitForTheBanksAnswer"]).toMatchObject({ Type: "Wait", Next: "CheckAccount" });
  });

  it("waits for float, for our approval and for the bank in states of their own, and goes on from each", () => {
    const next = Object.fromEntries(
      (states["WhatIsKnown"]?.Choices ?? []).map(({ StringEquals, Next }) => [StringEquals, Next]),
    );
    expect(next).toMatchObject({ no_float: "WaitForFloat", awaiting_approval: "AwaitOurApproval" });
    expect(states["WaitForFloat"]).toMatchObject({ Type: "Wait", Next: "SubmitToProvider" });
    expect(states["AwaitOurApproval"]?.Catch?.[0]).toMatchObject({ Next: "PollProvider" });
  });

  it("ends every wait for a webhook by asking for itself", () => {
    for (const state of Object.values(states).filter(({ Resource = "" }) => Resource.endsWith(".waitForTaskToken"))) {
      expect(state.TimeoutSecondsPath).toBe("$.waitSeconds");
      expect(state.Catch?.[0]).toMatchObject({ ErrorEquals: ["States.Timeout"], Next: "PollProvider" });
    }
  });

  it("knows every outcome that a step can have", () => {
    const outcomes = states["WhatIsKnown"]?.Choices?.map(({ StringEquals }) => StringEquals);
    expect(outcomes?.toSorted()).toEqual(StepTaken.shape.outcome.options.toSorted());
  });
});
