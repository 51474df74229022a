import { honoured, ignored, list, object, only, TAGS } from "./rules.ts";
import type { TypeSupport } from "./support.ts";

/** Bundles run on this very Node; another runtime would be another program. */
const RUNTIME = `nodejs${process.versions.node.split(".")[0] ?? ""}.x`;

/** Functions, the HTTP API before them, state machines. */
export const COMPUTE: Readonly<Record<string, TypeSupport>> = {
  "AWS::Lambda::Function": {
    properties: {
      ...TAGS,
      Architectures: ignored("JavaScript runs the same on this machine's processor"),
      Code: object({ S3Bucket: ignored("the asset lies in the assembly"), S3Key: honoured }),
      DeadLetterConfig: object({ TargetArn: honoured }),
      Description: ignored("a text for people"),
      Environment: object({ Variables: honoured }),
      EphemeralStorage: ignored("/tmp is this machine's"),
      FunctionName: honoured,
      Handler: honoured,
      LoggingConfig: object({
        LogGroup: ignored("lines are kept by function and request"),
        LogFormat: ignored("lines are kept as they are written"),
      }),
      MemorySize: honoured,
      PackageType: only("Zip"),
      ReservedConcurrentExecutions: honoured,
      Role: honoured,
      Runtime: only(RUNTIME),
      Timeout: honoured,
      TracingConfig: ignored("there is no X-Ray here"),
    },
    identity: ({ property, defaultName, arn }) => {
      const ref = property("FunctionName") ?? defaultName;
      return { ref, attributes: { Arn: arn("lambda", `function:${ref}`) } };
    },
  },
  "AWS::Lambda::Url": {
    properties: {
      AuthType: only("NONE"),
      Cors: object({
        AllowCredentials: honoured,
        AllowHeaders: honoured,
        AllowMethods: honoured,
        AllowOrigins: honoured,
        ExposeHeaders: honoured,
        MaxAge: honoured,
      }),
      InvokeMode: only("BUFFERED"),
      TargetFunctionArn: honoured,
    },
    identity: ({ property, logicalId, api }) => ({
      ref: property("TargetFunctionArn") ?? logicalId,
      attributes: { FunctionArn: property("TargetFunctionArn") ?? "", FunctionUrl: `${api}/_url/${logicalId}/` },
    }),
  },
  "AWS::Lambda::Permission": {
    inert: "who may invoke a function is not enforced yet",
    properties: {
      Action: ignored("not enforced yet"),
      EventSourceToken: ignored("not enforced yet"),
      FunctionName: ignored("not enforced yet"),
      FunctionUrlAuthType: ignored("not enforced yet"),
      InvokedViaFunctionUrl: ignored("not enforced yet"),
      Principal: ignored("not enforced yet"),
      SourceAccount: ignored("not enforced yet"),
      SourceArn: ignored("not enforced yet"),
    },
    identity: ({ uniqueId }) => ({ ref: uniqueId }),
  },
  "AWS::Lambda::EventInvokeConfig": {
    properties: {
      DestinationConfig: object({ OnFailure: object({ Destination: honoured }) }),
      FunctionName: honoured,
      MaximumEventAgeInSeconds: ignored("retries are over long before"),
      MaximumRetryAttempts: honoured,
      Qualifier: only("$LATEST"),
    },
    identity: ({ uniqueId }) => ({ ref: uniqueId }),
  },
  "AWS::Lambda::EventSourceMapping": {
    properties: {
      ...TAGS,
      BatchSize: honoured,
      BisectBatchOnFunctionError: honoured,
      DestinationConfig: object({ OnFailure: object({ Destination: honoured }) }),
      Enabled: honoured,
      EventSourceArn: honoured,
      FilterCriteria: object({ Filters: list(object({ Pattern: honoured })) }),
      FunctionName: honoured,
      FunctionResponseTypes: only(["ReportBatchItemFailures"], []),
      MaximumBatchingWindowInSeconds: honoured,
      MaximumRecordAgeInSeconds: honoured,
      MaximumRetryAttempts: honoured,
      ParallelizationFactor: ignored("the batches of a mapping run one after another, which any factor allows"),
      StartingPosition: only("TRIM_HORIZON", "LATEST"),
    },
    identity: ({ uniqueId }) => ({ ref: uniqueId, attributes: { Id: uniqueId } }),
  },
  "AWS::ApiGatewayV2::Api": {
    properties: {
      ...TAGS,
      CorsConfiguration: object({
        AllowCredentials: honoured,
        AllowHeaders: honoured,
        AllowMethods: honoured,
        AllowOrigins: honoured,
        ExposeHeaders: honoured,
        MaxAge: honoured,
      }),
      Description: ignored("a text for people"),
      DisableExecuteApiEndpoint: only(false),
      Name: ignored("a text for people"),
      ProtocolType: only("HTTP"),
    },
    identity: ({ uniqueId, api }) => ({ ref: uniqueId, attributes: { ApiEndpoint: api, ApiId: uniqueId } }),
  },
  "AWS::ApiGatewayV2::Stage": {
    properties: {
      ...TAGS,
      AccessLogSettings: ignored("every request is in the local log"),
      ApiId: honoured,
      AutoDeploy: only(true),
      DefaultRouteSettings: object({
        DetailedMetricsEnabled: ignored("there are no metrics here"),
        ThrottlingBurstLimit: honoured,
        ThrottlingRateLimit: honoured,
      }),
      Description: ignored("a text for people"),
      RouteSettings: honoured,
      StageName: only("$default"),
    },
    identity: ({ property, uniqueId }) => ({ ref: property("StageName") ?? uniqueId }),
  },
  "AWS::ApiGatewayV2::Integration": {
    properties: {
      ApiId: honoured,
      Description: ignored("a text for people"),
      IntegrationMethod: only("POST"),
      IntegrationType: only("AWS_PROXY"),
      IntegrationUri: honoured,
      PayloadFormatVersion: only("2.0"),
      TimeoutInMillis: honoured,
    },
    identity: ({ uniqueId }) => ({ ref: uniqueId, attributes: { IntegrationId: uniqueId } }),
  },
  "AWS::ApiGatewayV2::Route": {
    properties: {
      ApiId: honoured,
      AuthorizationType: only("NONE"),
      OperationName: ignored("a text for people"),
      RouteKey: honoured,
      Target: honoured,
    },
    identity: ({ uniqueId }) => ({ ref: uniqueId, attributes: { RouteId: uniqueId } }),
  },
  "AWS::StepFunctions::StateMachine": {
    properties: {
      ...TAGS,
      DefinitionString: honoured,
      DefinitionSubstitutions: honoured,
      LoggingConfiguration: ignored("every execution keeps its whole history"),
      RoleArn: honoured,
      StateMachineName: honoured,
      StateMachineType: only("STANDARD"),
      TracingConfiguration: ignored("there is no X-Ray here"),
    },
    identity: ({ property, defaultName, arn }) => {
      const name = property("StateMachineName") ?? defaultName;
      const own = arn("states", `stateMachine:${name}`);
      return { ref: own, attributes: { Arn: own, Name: name } };
    },
  },
};
