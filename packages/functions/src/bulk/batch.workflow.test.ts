import { PayInput } from "@cowry/core/bulk";
import { newId } from "@cowry/core/kernel";
import validate from "asl-validator";
import { describe, expect, it } from "vitest";
import { rehearse } from "../../../local/src/stepfunctions/rehearsal.testkit.ts";
import { workflow } from "./batch.workflow.ts";

const definition: unknown = JSON.parse(
  JSON.stringify(workflow.asl).replace(
    /\$\{([a-z-]+)\/([a-z-]+)\}/g,
    "arn:aws:lambda:eu-west-1:000000000000:function:$1-$2",
  ),
);

describe("the state machine of a batch", () => {
  it("is Amazon States Language", () => {
    expect(validate(definition).errorsText("\n")).toBe("");
  });

  it("lets parts whose rows wait make room for the others, and goes on with them until they are done", async () => {
    const parts = [1, 26, 51, 76].map((from) => ({ from, to: from + 24 }));
    const tries: Record<string, readonly string[]> = {
      1: ["later", "later", "done"],
      26: ["later", "more", "done"],
      51: ["more", "done"],
      76: ["done"],
    };
    const asked: Record<string, number> = {};
    const play = rehearse(definition, {
      handlers: {
        "bulk-pay-rows": (input) => {
          const { from } = PayInput.parse(input);
          asked[from] = (asked[from] ?? 0) + 1;
          const outcome = tries[from]?.[asked[from] - 1] ?? "asked too often";
          return { ...PayInput.parse(input), outcome, waitSeconds: outcome === "later" ? 60 : 1 };
        },
        "bulk-close-batch": () => ({ outcome: "closed" }),
      },
    });
    await play.start({ batchId: newId(), parts });
    await play.advance(1);
    expect(asked).toEqual({ 1: 1, 26: 1, 51: 2, 76: 1 });
    await play.advance(120);
    expect(asked).toEqual({ 1: 3, 26: 3, 51: 2, 76: 1 });
    expect(play.view().status).toBe("SUCCEEDED");
    expect(play.calls.at(-1)?.function).toBe("bulk-close-batch");
  });

  it("lets no part that fails stop another or the execution", async () => {
    const fails = () => {
      throw new TypeError("a bug");
    };
    const play = rehearse(definition, { handlers: { "bulk-pay-rows": fails, "bulk-close-batch": fails } });
    await play.start({ batchId: newId(), parts: [1, 26, 51].map((from) => ({ from, to: from + 24 })) });
    await play.advance(3_600);
    expect(new Set(play.calls.map(({ payload }) => payload)).size).toBeGreaterThan(3);
    expect(play.view().status).toBe("SUCCEEDED");
  });
});
