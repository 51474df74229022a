import { use, type StackContext } from "sst/constructs";
import { Foundation } from "./foundation.ts";
import { stateMachine } from "./state-machine.ts";

/** The state machine of batches of payouts: its states stand in `bulk/batch.workflow.ts`, once. */
export function Bulk({ stack }: StackContext) {
  const { context } = use(Foundation);
  const name = context.targets.bulkMachineName;
  return { machine: stateMachine(stack, context, { id: "Bulk", name, workflow: "bulk/batch" }) };
}
