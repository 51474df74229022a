import { Table, type StackContext } from "sst/constructs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Key } from "aws-cdk-lib/aws-kms";
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { NagSuppressions } from "cdk-nag";
import { type Stage, stageOf } from "./stage.ts";
import type { DoorContext } from "./door.ts";

/** The table and what guards it: its key, its stream, the queue for records that no consumer could take. */
export function Foundation({ stack, app }: StackContext) {
  const stage = stageOf(app.stage);
  const key = tableKey(stack);
  const table = new Table(stack, "Table", {
    fields: { pk: "string", sk: "string", g1p: "string", g1s: "string" },
    primaryIndex: { partitionKey: "pk", sortKey: "sk" },
    globalIndexes: { gsi1: { partitionKey: "g1p", sortKey: "g1s", projection: "keys_only" } },
    timeToLiveAttribute: "ttl",
    stream: "new_and_old_images",
    cdk: {
      table: {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: key,
        deletionProtection: stage.kept,
        removalPolicy: stage.kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      },
    },
  });

  const alarmTopic = new Topic(stack, "AlarmTopic", { enforceSSL: true, masterKey: key });
  if (stage.env.COWRY_ALARM_EMAIL !== "")
    alarmTopic.addSubscription(new EmailSubscription(stage.env.COWRY_ALARM_EMAIL));
  const deadLetters = new Queue(stack, "DeadLetters", {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  NagSuppressions.addResourceSuppressions(deadLetters, [
    { id: "AwsSolutions-SQS3", reason: "This queue is itself the dead-letter destination of the stream's consumers." },
  ]);
  const eventBusName = `${app.stage}-${app.name}-events`;
  const bus = new EventBus(stack, "Events", { eventBusName });
  takeUndelivered(stack, deadLetters, eventBusName);
  const secretsPath = `/sst/${app.name}/${app.stage}/Secret/`;
  const machines = machinesOf(`${app.stage}-${app.name}`);
  const names = {
    TABLE_NAME: table.tableName,
    SECRETS_PATH: secretsPath,
    EVENT_BUS_NAME: eventBusName,
    ...machineArns(machines, `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:`),
  };
  const context: DoorContext = {
    stage,
    targets: {
      tableArn: table.tableArn,
      copiesPrefix: `${app.stage}-${app.name}`,
      secretsPath,
      ...machines,
      eventBusName,
      emailFrom: stage.env.COWRY_EMAIL_FROM,
    },
    environment: { ...environmentOf(stage), ...names },
  };
  return { table, alarmTopic, deadLetters, bus, context };
}

/** State machines by names that are fixed, so that no stack needs another's output for them. */
function machinesOf(prefix: string) {
  return {
    payoutMachineName: `${prefix}-payout`,
    reconciliationMachineName: `${prefix}-reconciliation`,
    bulkMachineName: `${prefix}-bulk`,
  };
}

function machineArns(names: ReturnType<typeof machinesOf>, prefix: string): Record<string, string> {
  return {
    PAYOUT_MACHINE_ARN: prefix + names.payoutMachineName,
    RECONCILIATION_MACHINE_ARN: prefix + names.reconciliationMachineName,
    BULK_MACHINE_ARN: prefix + names.bulkMachineName,
  };
}

/** What doors are told of a stage's choices. */
function environmentOf({ name, env, version }: Stage): Record<string, string> {
  return {
    VERSION: version,
    COMMIT: env.COWRY_COMMIT,
    COWRY_STAGE: name,
    HOME_ZONE: env.COWRY_HOME_ZONE,
    COUNTRIES: env.COWRY_COUNTRIES,
    TOKEN_ISSUER: env.COWRY_TOKEN_ISSUER,
    TOKEN_AUDIENCE: env.COWRY_TOKEN_AUDIENCE,
    PAYER_EMAIL_DOMAIN: env.COWRY_PAYER_EMAIL_DOMAIN,
    TOPUP_FEE_BEARER: env.COWRY_TOPUP_FEE_BEARER,
    CALLBACK_ORIGINS: env.COWRY_CALLBACK_ORIGINS,
    PASSKEY_DOMAIN: env.COWRY_PASSKEY_DOMAIN,
    PASSKEY_ORIGINS: env.COWRY_PASSKEY_ORIGINS,
    PAYSTACK_URL: env.COWRY_PAYSTACK_URL,
    STAFF_IPS: env.COWRY_STAFF_IPS,
    EMAIL_FROM: env.COWRY_EMAIL_FROM,
    SMS_PROVIDERS: env.COWRY_SMS_PROVIDERS,
    TERMII_URL: env.COWRY_TERMII_URL,
    SMS_SENDER_ID: env.COWRY_SMS_SENDER_ID,
  };
}

/** The bus may leave here what it could not hand to a door. Not per rule: rules live in the domains' stacks. */
function takeUndelivered(stack: StackContext["stack"], queue: Queue, bus: string): void {
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("events.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: {
        ArnLike: { "aws:SourceArn": `arn:${stack.partition}:events:${stack.region}:${stack.account}:rule/${bus}/*` },
      },
    }),
  );
}

/** Callers reach the key only through the services that hold our data, never directly. */
function tableKey(stack: StackContext["stack"]): Key {
  const key = new Key(stack, "TableKey", { enableKeyRotation: true, description: "Cowry: the table at rest" });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:GenerateDataKey",
        "kms:DescribeKey",
        "kms:CreateGrant",
      ],
      resources: ["*"],
      conditions: {
        StringEquals: {
          "kms:CallerAccount": stack.account,
          "kms:ViaService": [`dynamodb.${stack.region}.amazonaws.com`, `sns.${stack.region}.amazonaws.com`],
        },
      },
    }),
  );
  // Alarms publish to the encrypted topic as the CloudWatch service, not as a caller of this account.
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  );
  return key;
}
