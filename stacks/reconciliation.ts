import { use, type StackContext } from "sst/constructs";
import { Foundation } from "./foundation.ts";
import { stateMachine } from "./state-machine.ts";

/** The reconciliation's state machine: its states stand in `reconciliation/reconciliation.workflow.ts`, once. */
export function Reconciliation({ stack }: StackContext) {
  const { context } = use(Foundation);
  const name = context.targets.reconciliationMachineName;
  return {
    machine: stateMachine(stack, context, { id: "Reconciliation", name, workflow: "reconciliation/reconciliation" }),
  };
}
