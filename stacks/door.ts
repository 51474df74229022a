import { Function, type Stack } from "sst/constructs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from "aws-cdk-lib/aws-logs";
import { NagSuppressions } from "cdk-nag";
import { grants, type GrantTargets } from "./grants.ts";
import { constructId, type Door } from "./manifest.ts";
import type { Stage } from "./stage.ts";

/** Namespace and name of the metric that counts log lines with an `alert` field. */
export const ALERT_METRIC = { namespace: "Cowry", metricName: "Alerts" } as const;

export interface DoorContext {
  readonly stage: Stage;
  readonly targets: GrantTargets;
  readonly environment: Readonly<Record<string, string>>;
}

/** One door = one function with its own role, log group and exactly the grants that its `uses` words and its code say. */
export function doorFunction(stack: Stack, door: Door, context: DoorContext): Function {
  const id = constructId(door.id);
  const logGroup = new LogGroup(stack, `${id}Logs`, {
    retention: context.stage.logDays === 365 ? RetentionDays.ONE_YEAR : RetentionDays.ONE_MONTH,
    removalPolicy: context.stage.kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const writeLogs = new PolicyStatement({
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroup.logGroupArn],
  });
  // Inline, not a policy of its own: one resource less for each of up to 70 doors a stack.
  const statements = [writeLogs, ...grants(stack, door, context.targets)];
  const role = new Role(stack, `${id}Role`, {
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: { door: new PolicyDocument({ statements }) },
  });
  const fn = new Function(stack, id, {
    handler: door.file.replace(/\.ts$/, ".handler"),
    runtime: "nodejs24.x",
    architecture: "arm_64",
    timeout: door.timeoutSeconds,
    memorySize: door.memoryMb,
    tracing: "disabled",
    environment: { ...context.environment, COWRY_DOOR: door.id },
    logGroup,
    role,
    // Nothing binds to a door: SST would otherwise add a parameter for each.
    _doNotAllowOthersToBind: true,
    ...(door.url === true ? { url: { authorizer: "none" as const, cors: false } } : {}),
  });
  if (door.uses.table === "rebuild") nameCopies(role);
  countAlerts(stack, id, logGroup);
  return fn;
}

function nameCopies(role: Role): void {
  NagSuppressions.addResourceSuppressions(role, [
    {
      id: "AwsSolutions-IAM5",
      reason:
        "A table that is restored or rebuilt gets its name on that day: this stage's own two prefixes, by action.",
    },
  ]);
}

/** What a person must look at is told by a log line with an `alert` field, whoever was served. */
function countAlerts(stack: Stack, id: string, logGroup: LogGroup): void {
  new MetricFilter(stack, `${id}Alerts`, {
    logGroup,
    filterPattern: FilterPattern.exists("$.alert"),
    metricNamespace: ALERT_METRIC.namespace,
    metricName: ALERT_METRIC.metricName,
    metricValue: "1",
    defaultValue: 0,
  });
}
