import { use, type Stack, type StackContext } from "sst/constructs";
import { Duration } from "aws-cdk-lib/core";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  MathExpression,
  Metric,
  TreatMissingData,
  type IMetric,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { Operation } from "aws-cdk-lib/aws-dynamodb";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Api } from "./api.ts";
import { ALERT_METRIC } from "./door.ts";
import { builtDoors, type BuiltDoor } from "./domain.ts";
import { Foundation } from "./foundation.ts";
import { Bulk } from "./bulk.ts";
import { Payouts } from "./payouts.ts";
import { Reconciliation } from "./reconciliation.ts";

/** An alarm's metric-math expression reads at most this many metrics (CloudWatch quota). */
const METRICS_PER_ALARM = 10;

/** Alarms that call somebody, and the dashboard they look at then. */
export function Observability({ stack }: StackContext) {
  const { deadLetters, table } = use(Foundation);
  const { machine } = use(Payouts);
  const { machine: reconciliation } = use(Reconciliation);
  const { machine: bulk } = use(Bulk);
  const doors = builtDoors();
  const errors = summed(stack, "Errors", doors, (fn) => fn.metricErrors());
  const throttles = summed(stack, "Throttles", doors, (fn) => fn.metricThrottles());
  const ages = doors
    .filter(({ door }) => door.kind === "stream")
    .map(({ fn }) => fn.metric("IteratorAge", { statistic: "Maximum", period: Duration.minutes(1) }));
  const dead = deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) });
  const alerts = new Metric({ ...ALERT_METRIC, statistic: "Sum", period: Duration.minutes(5) });
  const machineFailures = [machine.metricFailed(), machine.metricTimedOut(), machine.metricAborted()];
  const unreconciled = [reconciliation.metricFailed(), reconciliation.metricTimedOut(), reconciliation.metricAborted()];
  const batchFailures = [bulk.metricFailed(), bulk.metricTimedOut(), bulk.metricAborted()];

  ages.forEach((age, n) => alarm(stack, `IteratorAge${n}`, age, Duration.minutes(5).toMilliseconds()));
  alarm(stack, "DeadLetters", dead, 0);
  // A payout that waits beyond its time and books that do not balance are reported as alerts by their doors.
  alarm(stack, "AlertsRaised", alerts, 0);
  // Computed every five minutes. A difference that is gone now and then is money under way; one that stays is a loss.
  alarm(stack, "FloatUnexplained", floatMetric("FloatUnexplained", { minutes: 30, statistic: "Minimum" }), 0, 3);
  alarm(stack, "PayoutsStuck", new MathExpression({ expression: "m0+m1+m2", usingMetrics: named(machineFailures) }), 0);
  // Books that differ from the provider's ring as an alert; a comparison that came to no end rings here.
  alarm(stack, "Unreconciled", new MathExpression({ expression: "m0+m1+m2", usingMetrics: named(unreconciled) }), 0);
  // Their payouts are looked after all the same, by the sweep.
  alarm(stack, "BatchesStuck", new MathExpression({ expression: "m0+m1+m2", usingMetrics: named(batchFailures) }), 0);
  // A door answers its own failures as 500 and 503, which Lambda does not count as errors.
  const answers5xx = use(Api).cdk.httpApi.metricServerError({ period: Duration.minutes(5), statistic: "Sum" });
  alarm(stack, "ApiServerErrors", answers5xx, 0);
  const { latency, transfers, conflicts } = objectives(stack, doors, table.tableName);
  alarm(
    stack,
    "TableThrottles",
    table.cdk.table.metricThrottledRequestsForOperations({ operations: [Operation.TRANSACT_WRITE_ITEMS] }),
    10,
  );

  const dashboard = new Dashboard(stack, "Dashboard", { dashboardName: stack.stackName });
  dashboard.addWidgets(graph("Errors", errors), graph("Throttles", throttles));
  dashboard.addWidgets(graph("Stream: iterator age (ms)", ages), graph("Dead letters", [dead]));
  dashboard.addWidgets(graph("Payout executions that did not succeed", machineFailures), graph("Alerts", [alerts]));
  dashboard.addWidgets(graph("API: answers 5xx", [answers5xx]), graph("Reconciliations that failed", unreconciled));
  dashboard.addWidgets(
    graph("p99 (ms): all answers, transfers", [latency, transfers]),
    graph("Conflicts", [conflicts]),
  );
  dashboard.addWidgets(
    graph("Float (minor units): unexplained, short of what waits", [
      floatMetric("FloatUnexplained"),
      floatMetric("FloatShort"),
    ]),
    graph("Float (minor units): held by the provider", [floatMetric("FloatProviderBalance")]),
  );
}

/** What docs/operations/slos.md promises, beyond that nothing fails. */
function objectives(stack: Stack, doors: readonly BuiltDoor[], tableName: string) {
  alarm(stack, "ErrorBudgetBurns", errorRate(), 1, 2);
  const { latency, transfers } = latencies(doors);
  alarm(stack, "ApiSlow", latency, 1_500, 3);
  alarm(stack, "TransfersSlow", transfers, 1_000, 3);
  const conflicts = new Metric({
    namespace: "AWS/DynamoDB",
    metricName: "TransactionConflict",
    dimensionsMap: { TableName: tableName },
    statistic: "Sum",
    period: Duration.minutes(5),
  });
  alarm(stack, "TransactionConflicts", conflicts, CONFLICTS_MAX, 3);
  return { latency, transfers, conflicts };
}

/** In five minutes: ten a second. Rivals for one wallet are normal, a rush is not. */
const CONFLICTS_MAX = 3_000;

/** Answers of ours that failed, in percent: docs/operations/slos.md says what may be. */
function errorRate(): IMetric {
  const { httpApi } = use(Api).cdk;
  const period = { period: Duration.minutes(5), statistic: "Sum" };
  return new MathExpression({
    expression: "100*failed/MAX([all,1])",
    usingMetrics: { failed: httpApi.metricServerError(period), all: httpApi.metricCount(period) },
    label: "failed answers (%)",
  });
}

/** The 99th of a hundred answers: of all at the gateway, and of the door that moves money. */
function latencies(doors: readonly BuiltDoor[]): { readonly latency: IMetric; readonly transfers: IMetric } {
  const p99 = { statistic: "p99", period: Duration.minutes(5) };
  const transfer = doors.find(({ door }) => door.id === "wallet/create-transfer");
  if (transfer === undefined) throw new Error("the manifest has the door wallet/create-transfer");
  return { latency: use(Api).cdk.httpApi.metricLatency(p99), transfers: transfer.fn.metricDuration(p99) };
}

/** Written by the door that watches the float, in minor units. */
function floatMetric(metricName: string, { minutes = 5, statistic = "Maximum" } = {}): Metric {
  return new Metric({ namespace: ALERT_METRIC.namespace, metricName, statistic, period: Duration.minutes(minutes) });
}

/** One alarm per ten doors on the sum of a metric; gives back the sums for the dashboard. */
function summed(
  stack: Stack,
  name: string,
  doors: readonly BuiltDoor[],
  metric: (fn: BuiltDoor["fn"]) => IMetric,
): IMetric[] {
  const sums: IMetric[] = [];
  for (let from = 0; from < doors.length; from += METRICS_PER_ALARM) {
    const metrics = doors.slice(from, from + METRICS_PER_ALARM).map(({ fn }) => metric(fn));
    const using = named(metrics, from);
    const expression = Object.keys(using).join("+");
    const sum = new MathExpression({
      expression,
      usingMetrics: using,
      label: `${name} ${from / METRICS_PER_ALARM}`,
    });
    alarm(stack, `${name}${from / METRICS_PER_ALARM}`, sum, 0);
    sums.push(sum);
  }
  return sums;
}

/** Ids are unique in a graph, not only in an expression: they go on counting `from` there. */
function named(metrics: readonly IMetric[], from = 0): Record<string, IMetric> {
  return Object.fromEntries(metrics.map((metric, n) => [`m${from + n}`, metric]));
}

function alarm(stack: Stack, id: string, metric: IMetric, threshold: number, evaluationPeriods = 1): void {
  const { alarmTopic } = use(Foundation);
  new Alarm(stack, id, {
    metric,
    threshold,
    evaluationPeriods,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(alarmTopic));
}

function graph(title: string, left: readonly IMetric[]): IWidget {
  return new GraphWidget({ title, left: [...left], width: 12 }) as IWidget;
}
