import type { Stack } from "sst/constructs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { NagSuppressions } from "cdk-nag";
import { builtDoor } from "./domain.ts";
import type { DoorContext } from "./door.ts";
import { readManifest, type Workflow } from "./manifest.ts";

interface Machine {
  /** Of its constructs: `Payout` makes `PayoutMachine` and `PayoutMachineLogs`. */
  readonly id: string;
  readonly name: string;
  /** Whose states it has. */
  readonly workflow: string;
}

/** A workflow as a state machine that may call its own steps and nothing else. */
export function stateMachine(stack: Stack, { stage }: DoorContext, { id, name, workflow: of }: Machine): StateMachine {
  const workflow = readManifest().workflows.find((candidate) => candidate.id === of);
  if (workflow === undefined) throw new Error(`no workflow ${of} in the manifest: run npm run gen`);
  const logGroup = new LogGroup(stack, `${id}MachineLogs`, {
    // Step Functions delivers only to groups with this prefix when their resource policy is large.
    logGroupName: `/aws/vendedlogs/states/${name}`,
    retention: stage.logDays === 365 ? RetentionDays.ONE_YEAR : RetentionDays.ONE_MONTH,
    removalPolicy: stage.kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const machine = new StateMachine(stack, `${id}Machine`, {
    stateMachineName: name,
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(definition(workflow)),
    logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    tracingEnabled: true,
  });
  for (const door of workflow.doors) builtDoor(door).fn.grantInvoke(machine);
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
  return machine;
}

/** The ASL with each `${door/id}` replaced by that function's ARN. */
function definition(workflow: Workflow): string {
  return JSON.stringify(workflow.asl).replace(
    /\$\{([a-z-]+\/[a-z-]+)\}/g,
    (_, id: string) => builtDoor(id).fn.functionArn,
  );
}
