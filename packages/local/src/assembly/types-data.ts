import { honoured, ignored, list, object, only, TAGS } from "./rules.ts";
import type { TypeSupport } from "./support.ts";

const KEY_SCHEMA = list(object({ AttributeName: honoured, KeyType: only("HASH", "RANGE") }));
const CAPACITY = ignored("the engine has no capacity to run out of; throttling is injected by the fault plan");

/** The table, parameters, keys, rights. */
export const DATA: Readonly<Record<string, TypeSupport>> = {
  "AWS::DynamoDB::Table": {
    properties: {
      ...TAGS,
      AttributeDefinitions: list(object({ AttributeName: honoured, AttributeType: only("S", "N", "B") })),
      BillingMode: only("PAY_PER_REQUEST"),
      ContributorInsightsSpecification: ignored("there are no metrics here"),
      DeletionProtectionEnabled: ignored("only --fresh deletes a local table"),
      GlobalSecondaryIndexes: list(
        object({
          IndexName: honoured,
          KeySchema: KEY_SCHEMA,
          OnDemandThroughput: CAPACITY,
          Projection: object({ ProjectionType: only("KEYS_ONLY", "ALL", "INCLUDE"), NonKeyAttributes: honoured }),
          WarmThroughput: CAPACITY,
        }),
      ),
      KeySchema: KEY_SCHEMA,
      OnDemandThroughput: CAPACITY,
      PointInTimeRecoverySpecification: ignored("a laptop's table is not restored to a point in time"),
      SSESpecification: ignored("the files lie under .local with this machine's own protection"),
      StreamSpecification: object({
        StreamViewType: only("NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"),
      }),
      TableName: honoured,
      TimeToLiveSpecification: object({ AttributeName: honoured, Enabled: only(true) }),
      WarmThroughput: CAPACITY,
    },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("TableName") ?? defaultName;
      const own = arn("dynamodb", `table/${ref}`);
      return { ref, attributes: { Arn: own, StreamArn: `${own}/stream/local` } };
    },
  },
  "AWS::SSM::Parameter": {
    properties: {
      ...TAGS,
      Description: ignored("a text for people"),
      Name: honoured,
      Tier: ignored("both tiers answer the same"),
      Type: only("String"),
      Value: honoured,
    },
    identity: ({ property, defaultName }) => ({
      ref: property("Name") ?? defaultName,
      attributes: { Type: "String", Value: property("Value") ?? "" },
    }),
  },
  "AWS::KMS::Key": {
    properties: {
      ...TAGS,
      Description: ignored("a text for people"),
      EnableKeyRotation: ignored("a laptop's key is not rotated"),
      Enabled: only(true),
      KeyPolicy: ignored("key policies are not enforced yet"),
      KeySpec: only("SYMMETRIC_DEFAULT"),
      KeyUsage: only("ENCRYPT_DECRYPT"),
      PendingWindowInDays: ignored("only --fresh deletes a local key"),
      RotationPeriodInDays: ignored("a laptop's key is not rotated"),
    },
    identity: ({ uniqueId, arn }) => ({
      ref: uniqueId,
      attributes: { Arn: arn("kms", `key/${uniqueId}`), KeyId: uniqueId },
    }),
  },
  "AWS::KMS::Alias": {
    properties: { AliasName: honoured, TargetKeyId: honoured },
    identity: ({ property, defaultName }) => ({ ref: property("AliasName") ?? `alias/${defaultName}` }),
  },
  "AWS::IAM::Role": {
    properties: {
      ...TAGS,
      AssumeRolePolicyDocument: ignored("services are trusted here"),
      Description: ignored("a text for people"),
      ManagedPolicyArns: honoured,
      MaxSessionDuration: ignored("credentials do not expire here"),
      Path: ignored("a text for people"),
      Policies: list(object({ PolicyDocument: honoured, PolicyName: honoured })),
      RoleName: honoured,
    },
    identity: ({ property, defaultName, arn, uniqueId, accountId }) => {
      const ref = property("RoleName") ?? defaultName;
      // IAM knows no region: its ARNs have an empty one.
      const own = arn("iam", `role/${ref}`).replace(/^(arn:[^:]+:iam:)[^:]*(:.*)$/, "$1$2");
      return { ref, attributes: { Arn: own, RoleId: `AROA${accountId}${uniqueId}` } };
    },
  },
  "AWS::IAM::Policy": {
    properties: { PolicyDocument: honoured, PolicyName: honoured, Roles: honoured },
    identity: ({ property, uniqueId }) => ({ ref: property("PolicyName") ?? uniqueId, attributes: { Id: uniqueId } }),
  },
  "AWS::CDK::Metadata": {
    inert: "it tells AWS which constructs were used",
    properties: { Analytics: ignored("it tells AWS which constructs were used") },
    identity: ({ uniqueId }) => ({ ref: uniqueId }),
  },
};
