import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A small assembly with one of everything, for the local cloud's own tests. */
export interface Sample {
  readonly dir: string;
  remove(): void;
}

const fn = (name: string, more: object = {}, environment: Record<string, unknown> = {}) => ({
  Type: "AWS::Lambda::Function",
  Properties: {
    Code: { S3Bucket: "assets", S3Key: `${name}.zip` },
    Handler: "index.handler",
    Runtime: "nodejs24.x",
    Role: "arn:aws:iam::000000000000:role/any",
    MemorySize: 256,
    Timeout: 5,
    Environment: {
      Variables: { TABLE_NAME: { Ref: "Table" }, SECRETS_PATH: "/sst/sample/test/Secret/", ...environment },
    },
    ...more,
  },
});

const route = (id: string, key: string, target: string, more: object = {}) => ({
  [`${id}Integration`]: {
    Type: "AWS::ApiGatewayV2::Integration",
    Properties: {
      ApiId: { Ref: "Api" },
      IntegrationType: "AWS_PROXY",
      IntegrationUri: { "Fn::GetAtt": [target, "Arn"] },
      PayloadFormatVersion: "2.0",
      ...more,
    },
  },
  [`${id}Route`]: {
    Type: "AWS::ApiGatewayV2::Route",
    Properties: {
      ApiId: { Ref: "Api" },
      RouteKey: key,
      Target: { "Fn::Join": ["/", ["integrations", { Ref: `${id}Integration` }]] },
    },
  },
});

const TABLE = {
  Type: "AWS::DynamoDB::Table",
  Properties: {
    TableName: "sample-table",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
    TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
  },
};

const MACHINE = {
  StartAt: "Wait",
  States: {
    Wait: { Type: "Wait", Seconds: 3600, Next: "Work" },
    Work: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "${step}", "Payload.$": "$" },
      OutputPath: "$.Payload",
      End: true,
    },
  },
};

const TEMPLATE = {
  Resources: {
    Table: TABLE,
    Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead" } },
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "sample", ProtocolType: "HTTP" } },
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: { ApiId: { Ref: "Api" }, AutoDeploy: true, StageName: "$default" },
    },
    Probe: fn("probe", {}, { MACHINE_ARN: { Ref: "Machine" } }),
    Brief: fn("probe", { Timeout: 1 }),
    Consumer: fn("worker"),
    Job: fn("worker", { DeadLetterConfig: { TargetArn: { "Fn::GetAtt": ["Dead", "Arn"] } } }, { FAILURES: "1" }),
    Step: fn("worker"),
    Listener: fn("worker", {}, { FAILURES: "1" }),
    ...route("Probe", "POST /probe/{id}", "Probe"),
    ...route("Brief", "POST /brief", "Brief"),
    ...route("Late", "POST /late", "Brief", { TimeoutInMillis: 300 }),
    Url: {
      Type: "AWS::Lambda::Url",
      Properties: { AuthType: "NONE", TargetFunctionArn: { "Fn::GetAtt": ["Probe", "Arn"] } },
    },
    Mapping: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": ["Table", "StreamArn"] },
        FunctionName: { Ref: "Consumer" },
        StartingPosition: "TRIM_HORIZON",
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        MaximumRetryAttempts: 1,
        FilterCriteria: {
          Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: "P#" }] } } } }) }],
        },
        DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": ["Dead", "Arn"] } } },
      },
    },
    Nightly: {
      Type: "AWS::Events::Rule",
      Properties: {
        Description: "sample/nightly",
        ScheduleExpression: "cron(0 2 * * ? *)",
        State: "ENABLED",
        Targets: [{ Id: "0", Arn: { "Fn::GetAtt": ["Job", "Arn"] } }],
      },
    },
    Events: { Type: "AWS::Events::EventBus", Properties: { Name: "sample-events" } },
    Hear: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventBusName: { Ref: "Events" },
        EventPattern: { source: ["sample"], "detail-type": ["sample.happened"], detail: { id: [{ prefix: "e" }] } },
        State: "ENABLED",
        Targets: [{ Id: "0", Arn: { "Fn::GetAtt": ["Listener", "Arn"] } }],
      },
    },
    Machine: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        StateMachineName: "sample-machine",
        RoleArn: "arn:aws:iam::000000000000:role/any",
        DefinitionString: JSON.stringify(MACHINE),
        DefinitionSubstitutions: { step: { "Fn::GetAtt": ["Step", "Arn"] } },
      },
    },
  },
};

/** Writes the assembly and bundles its functions. */
export async function writeSample(): Promise<Sample> {
  const root = mkdtempSync(path.join(tmpdir(), "cowry-sample-"));
  const dir = path.join(root, "dist");
  mkdirSync(dir);
  const names = ["probe", "worker"];
  await build({
    entryPoints: names.map((name) => ({
      in: fileURLToPath(new URL(`./${name}.testkit.ts`, import.meta.url)),
      out: `asset.${name}/index`,
    })),
    outdir: dir,
    bundle: true,
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    mainFields: ["module", "main"],
    banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' },
    logLevel: "error",
  });
  const files = Object.fromEntries(
    names.map((name) => [
      name,
      { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } },
    ]),
  );
  writeFileSync(path.join(dir, "sample.assets.json"), JSON.stringify({ files }));
  writeFileSync(path.join(dir, "sample.template.json"), JSON.stringify(TEMPLATE));
  const artifacts = {
    "sample.assets": { type: "cdk:asset-manifest", properties: { file: "sample.assets.json" } },
    sample: {
      type: "aws:cloudformation:stack",
      environment: "aws://000000000000/eu-west-1",
      properties: { templateFile: "sample.template.json" },
    },
  };
  writeFileSync(path.join(dir, "manifest.json"), JSON.stringify({ artifacts }));
  return { dir, remove: () => rmSync(root, { recursive: true, force: true }) };
}
