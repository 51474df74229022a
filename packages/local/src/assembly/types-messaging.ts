import { honoured, ignored, list, object, only, TAGS } from "./rules.ts";
import type { TypeSupport } from "./support.ts";

const RETRY = object({
  MaximumEventAgeInSeconds: ignored("a target is never out of reach here"),
  MaximumRetryAttempts: ignored("a target is never out of reach here; the function's own retries are done"),
});

/** Topics, queues, buses, schedules. */
export const MESSAGING: Readonly<Record<string, TypeSupport>> = {
  "AWS::SNS::Topic": {
    properties: {
      ...TAGS,
      DisplayName: ignored("a text for people"),
      FifoTopic: only(false),
      KmsMasterKeyId: ignored("messages lie under .local with this machine's own protection"),
      TopicName: honoured,
    },
    identity: ({ property, defaultName, arn }) => {
      const name = property("TopicName") ?? defaultName;
      const ref = arn("sns", name);
      return { ref, attributes: { TopicArn: ref, TopicName: name } };
    },
  },
  "AWS::SNS::TopicPolicy": {
    inert: "resource policies are not enforced yet",
    properties: { PolicyDocument: ignored("not enforced yet"), Topics: ignored("not enforced yet") },
    identity: ({ uniqueId }) => ({ ref: uniqueId, attributes: { Id: uniqueId } }),
  },
  "AWS::SNS::Subscription": {
    properties: {
      Endpoint: honoured,
      Protocol: only("email", "sms", "sqs"),
      RawMessageDelivery: honoured,
      TopicArn: honoured,
    },
    identity: ({ uniqueId, arn }) => ({ ref: arn("sns", uniqueId), attributes: { Arn: arn("sns", uniqueId) } }),
  },
  "AWS::SQS::Queue": {
    properties: {
      ...TAGS,
      DelaySeconds: only(0),
      FifoQueue: only(false),
      KmsMasterKeyId: ignored("messages lie under .local with this machine's own protection"),
      MessageRetentionPeriod: ignored("messages are kept until they are deleted"),
      QueueName: honoured,
      ReceiveMessageWaitTimeSeconds: ignored("a receive answers at once"),
      SqsManagedSseEnabled: ignored("messages lie under .local with this machine's own protection"),
      VisibilityTimeout: honoured,
    },
    identity: ({ property, defaultName, arn, aws, accountId }) => {
      const name = property("QueueName") ?? defaultName;
      const ref = `${aws}/${accountId}/${name}`;
      return { ref, attributes: { Arn: arn("sqs", name), QueueName: name, QueueUrl: ref } };
    },
  },
  "AWS::SQS::QueuePolicy": {
    inert: "resource policies are not enforced yet",
    properties: { PolicyDocument: ignored("not enforced yet"), Queues: ignored("not enforced yet") },
    identity: ({ uniqueId }) => ({ ref: uniqueId, attributes: { Id: uniqueId } }),
  },
  "AWS::Events::EventBus": {
    properties: { ...TAGS, Description: ignored("a text for people"), Name: honoured },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("Name") ?? defaultName;
      return { ref, attributes: { Arn: arn("events", `event-bus/${ref}`), Name: ref } };
    },
  },
  "AWS::Events::Rule": {
    properties: {
      ...TAGS,
      Description: honoured,
      EventBusName: honoured,
      EventPattern: honoured,
      Name: honoured,
      ScheduleExpression: honoured,
      State: only("ENABLED", "DISABLED"),
      Targets: list(
        object({
          Arn: honoured,
          DeadLetterConfig: ignored("a target is never out of reach here"),
          Id: honoured,
          Input: honoured,
          RetryPolicy: RETRY,
          RoleArn: ignored("who may invoke a function is not enforced yet"),
        }),
      ),
    },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("Name") ?? defaultName;
      return { ref, attributes: { Arn: arn("events", `rule/${ref}`) } };
    },
  },
  "AWS::Scheduler::ScheduleGroup": {
    properties: { ...TAGS, Name: honoured },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("Name") ?? defaultName;
      return { ref, attributes: { Arn: arn("scheduler", `schedule-group/${ref}`) } };
    },
  },
  "AWS::Scheduler::Schedule": {
    properties: {
      Description: honoured,
      FlexibleTimeWindow: only({ Mode: "OFF" }),
      GroupName: honoured,
      Name: honoured,
      ScheduleExpression: honoured,
      ScheduleExpressionTimezone: honoured,
      State: only("ENABLED", "DISABLED"),
      Target: object({
        Arn: honoured,
        DeadLetterConfig: ignored("a target is never out of reach here"),
        Input: honoured,
        RetryPolicy: RETRY,
        RoleArn: ignored("who may invoke a function is not enforced yet"),
      }),
    },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("Name") ?? defaultName;
      return { ref, attributes: { Arn: arn("scheduler", `schedule/${property("GroupName") ?? "default"}/${ref}`) } };
    },
  },
};
