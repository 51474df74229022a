import { each, ignored, TAGS } from "./rules.ts";
import type { TypeSupport } from "./support.ts";

const NO_METRICS = "there are no metrics here; the console and the logs show what happens";
const OWN_LOGS = "lines are kept by function and request, not by group";

/** What only watches the others: it has no body here. */
export const WATCHING: Readonly<Record<string, TypeSupport>> = {
  "AWS::CloudWatch::Alarm": {
    inert: NO_METRICS,
    properties: {
      ...TAGS,
      ...each(
        [
          "ActionsEnabled",
          "AlarmActions",
          "AlarmDescription",
          "AlarmName",
          "ComparisonOperator",
          "DatapointsToAlarm",
          "Dimensions",
          "EvaluationPeriods",
          "ExtendedStatistic",
          "InsufficientDataActions",
          "MetricName",
          "Metrics",
          "Namespace",
          "OKActions",
          "Period",
          "Statistic",
          "Threshold",
          "TreatMissingData",
          "Unit",
        ],
        ignored(NO_METRICS),
      ),
    },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("AlarmName") ?? defaultName;
      return { ref, attributes: { Arn: arn("cloudwatch", `alarm:${ref}`) } };
    },
  },
  "AWS::CloudWatch::Dashboard": {
    inert: NO_METRICS,
    properties: each(["DashboardBody", "DashboardName"], ignored(NO_METRICS)),
    identity: ({ property, defaultName }) => ({ ref: property("DashboardName") ?? defaultName }),
  },
  "AWS::Logs::LogGroup": {
    inert: OWN_LOGS,
    properties: {
      ...TAGS,
      ...each(["KmsKeyId", "LogGroupClass", "LogGroupName", "RetentionInDays"], ignored(OWN_LOGS)),
    },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("LogGroupName") ?? defaultName;
      return { ref, attributes: { Arn: `${arn("logs", `log-group:${ref}`)}:*` } };
    },
  },
  "AWS::Logs::MetricFilter": {
    inert: NO_METRICS,
    properties: each(["FilterName", "FilterPattern", "LogGroupName", "MetricTransformations"], ignored(NO_METRICS)),
    identity: ({ property, defaultName }) => ({ ref: property("FilterName") ?? defaultName }),
  },
  "AWS::Logs::ResourcePolicy": {
    inert: "services are trusted here",
    properties: each(["PolicyDocument", "PolicyName"], ignored("services are trusted here")),
    identity: ({ property, defaultName }) => ({ ref: property("PolicyName") ?? defaultName }),
  },
};
