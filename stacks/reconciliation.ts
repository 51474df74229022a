import { use, type StackContext } from "sst/constructs";
import { Foundation } from "./foundation.ts";
import { stateMachine } from "./state-machine.ts";

/** The machines that look after the books: their states stand in the workflows of their domains, once. */
export function Reconciliation({ app, stack }: StackContext) {
  const { context } = use(Foundation);
  const name = context.targets.reconciliationMachineName;
  // Started by whoever restores: no door does.
  const rebuilding = `${app.stage}-${app.name}-rebuild`;
  stateMachine(stack, context, { id: "Rebuild", name: rebuilding, workflow: "wallet/rebuild" });
  return {
    machine: stateMachine(stack, context, { id: "Reconciliation", name, workflow: "reconciliation/reconciliation" }),
  };
}
