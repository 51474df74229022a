import { use, type StackContext } from "sst/constructs";
import { Foundation } from "./foundation.ts";
import { stateMachine } from "./state-machine.ts";

/** The payout's state machine: its states stand in `payouts/payout.workflow.ts`, once. */
export function Payouts({ stack }: StackContext) {
  const { context } = use(Foundation);
  const name = context.targets.payoutMachineName;
  return { machine: stateMachine(stack, context, { id: "Payout", name, workflow: "payouts/payout" }) };
}
