import { use, type StackContext } from "sst/constructs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { NagSuppressions } from "cdk-nag";
import { builtDoor } from "./domain.ts";
import { Foundation } from "./foundation.ts";
import { readManifest, type Workflow } from "./manifest.ts";

/** The payout's state machine: its states stand in `payouts/payout.workflow.ts`, once. */
export function Payouts({ stack }: StackContext) {
  const { context } = use(Foundation);
  const workflow = readManifest().workflows.find((candidate) => candidate.id === "payouts/payout");
  if (workflow === undefined) throw new Error("no workflow payouts/payout in the manifest: run npm run gen");
  const logGroup = new LogGroup(stack, "PayoutMachineLogs", {
    // Step Functions delivers only to groups with this prefix when their resource policy is large.
    logGroupName: `/aws/vendedlogs/states/${context.targets.payoutMachineName}`,
    retention: context.stage.logDays === 365 ? RetentionDays.ONE_YEAR : RetentionDays.ONE_MONTH,
    removalPolicy: context.stage.kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const machine = new StateMachine(stack, "PayoutMachine", {
    stateMachineName: context.targets.payoutMachineName,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(definition(workflow)),
    logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  });
  for (const id of workflow.doors) builtDoor(id).fn.grantInvoke(machine);
  NagSuppressions.addResourceSuppressions(
    machine.role,
    [
      {
        id: "AwsSolutions-IAM5",
        reason:
          "Log delivery and X-Ray know no narrower resource; invoking covers the versions (`:*`) of the workflow's own steps only.",
      },
    ],
    true,
  );
  return { machine };
}

/** The ASL with each `${door/id}` replaced by that function's ARN. */
function definition(workflow: Workflow): string {
  return JSON.stringify(workflow.asl).replace(
    /\$\{([a-z-]+\/[a-z-]+)\}/g,
    (_, id: string) => builtDoor(id).fn.functionArn,
  );
}
