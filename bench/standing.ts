import { readManifest } from "../stacks/manifest.ts";
import { resourcesOf, type Resource, type Template } from "../tests/stacks/assembly.ts";
import type { PriceList } from "./prices.ts";

/** What a stage costs in a month in which nobody comes: counted in its templates. */
export interface Line {
  readonly what: string;
  readonly count: number;
  /** US dollars for one and month. */
  readonly each: number;
}

/** Of these only use is paid (requests, runs, transitions, messages, bytes), or nothing at all. */
const BY_USE: ReadonlySet<string> = new Set([
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Stage",
  "AWS::DynamoDB::Table",
  "AWS::Events::EventBus",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::Lambda::EventInvokeConfig",
  // A stream that a function listens to is read for nothing.
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Lambda::Url",
  "AWS::Logs::LogGroup",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  "AWS::StepFunctions::StateMachine",
]);
/** Counted below. */
const STANDING: ReadonlySet<string> = new Set([
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Events::Rule",
  "AWS::KMS::Key",
  "AWS::Logs::MetricFilter",
  "AWS::SSM::Parameter",
]);

export function standingLines(templates: readonly Template[], { prices }: PriceList): readonly Line[] {
  refuseUnknown(templates);
  const of = (type: string): readonly Resource[] => resourcesOf(templates, type);
  const inAlarms = of("AWS::CloudWatch::Alarm").reduce((sum, { Properties }) => sum + metricsOf(Properties), 0);
  const runs = of("AWS::Events::Rule").reduce((sum, { Properties }) => sum + runsAMonth(Properties), 0);
  return [
    { what: "metrics in alarms", count: inAlarms, each: prices.alarmMetricMonth.value },
    { what: "dashboards", count: of("AWS::CloudWatch::Dashboard").length, each: prices.dashboardMonth.value },
    { what: "metrics of its own", count: ownMetrics(templates).size, each: prices.customMetricMonth.value },
    { what: "keys", count: of("AWS::KMS::Key").length, each: prices.keyMonth.value },
    {
      what: `runs on schedule, ${RUN_SECONDS} s each`,
      count: runs,
      each: prices.functionMillion.value / 1e6 + RUN_SECONDS * scheduledGb() * prices.functionGbSecond.value,
    },
  ];
}

/** A type of resource that nobody has thought about may have a price. */
function refuseUnknown(templates: readonly Template[]): void {
  for (const { Resources } of templates) {
    for (const [id, { Type, Properties }] of Object.entries(Resources)) {
      if (!BY_USE.has(Type) && !STANDING.has(Type)) throw new Error(`what does a ${Type} cost a month? (${id})`);
      // Standard ones are free.
      if (Type === "AWS::SSM::Parameter" && (Properties["Tier"] ?? "Standard") !== "Standard") {
        throw new Error(`${id} is a parameter that is paid for`);
      }
    }
  }
}

/** An alarm on an expression is billed for each metric in it. */
function metricsOf({ Metrics, Period }: Readonly<Record<string, unknown>>): number {
  if (typeof Period === "number" && Period < 60) throw new Error("an alarm of high resolution costs more");
  if (!Array.isArray(Metrics)) return 1;
  return (Metrics as readonly object[]).filter((metric) => "MetricStat" in metric).length;
}

const NAMESPACE = "Cowry";

/** Those that alarms, the dashboard and the filters of the logs name in our namespace. */
function ownMetrics(templates: readonly Template[]): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string") {
      // A dashboard's body is JSON in a string.
      for (const [, name = ""] of value.matchAll(new RegExp(`"${NAMESPACE}","(\\w+)"`, "g"))) names.add(name);
    } else if (Array.isArray(value)) {
      value.forEach(collect);
    } else if (typeof value === "object" && value !== null) {
      const { Namespace, MetricNamespace, MetricName } = value as Readonly<Record<string, unknown>>;
      if ([Namespace, MetricNamespace].includes(NAMESPACE)) names.add(String(MetricName));
      Object.values(value).forEach(collect);
    }
  };
  collect(templates.map(({ Resources }) => Object.values(Resources).map(({ Properties }) => Properties)));
  return names;
}

/** Longer than most take: an assumption. */
const RUN_SECONDS = 1;
const DAYS = 365 / 12;

/** Memory of what runs on schedule, on average. */
function scheduledGb(): number {
  const doors = readManifest().doors.filter(({ kind }) => kind === "cron");
  return doors.reduce((sum, { memoryMb }) => sum + memoryMb / 1_024, 0) / doors.length;
}

function runsAMonth({ ScheduleExpression: schedule }: Readonly<Record<string, unknown>>): number {
  if (schedule === undefined) return 0;
  if (typeof schedule !== "string") throw new Error("a schedule is text");
  const [, every, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  if (every !== undefined) return (DAYS * 24 * 60) / (Number(every) * MINUTES[unit as keyof typeof MINUTES]);
  const fields = /^cron\((.+)\)$/.exec(schedule)?.[1]?.split(" ") ?? [];
  const [minute = "", hour = "", ...days] = fields;
  if (fields.length !== 6 || days.join(" ") !== "* * ? *") throw new Error(`how often is ${schedule}?`);
  return DAYS * times(minute, 60) * times(hour, 24);
}

const MINUTES = { minute: 1, hour: 60, day: 1_440 } as const;

/** How many of `size` values a field of a schedule stands for. */
function times(field: string, size: number): number {
  return field.split(",").reduce((sum, part) => {
    const [, from = "", to, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === "") throw new Error(`what does ${part} stand for?`);
    const first = from === "*" ? 0 : Number(from);
    const last = to !== undefined ? Number(to) : from === "*" || step !== undefined ? size - 1 : first;
    return sum + Math.floor((last - first) / Number(step ?? 1)) + 1;
  }, 0);
}
