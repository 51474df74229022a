import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadAssembly } from "./load.ts";
import { AssemblyRefused, ofType } from "./model.ts";

const ADDRESSES = { api: "http://127.0.0.1:4000", aws: "http://127.0.0.1:5000" };
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "cowry-assembly-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Loads an assembly of these stacks. */
function load(stacks: Record<string, object>) {
  const artifacts: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(path.join(dir, `${name}.json`), JSON.stringify(template));
    artifacts[name] = {
      type: "aws:cloudformation:stack",
      environment: "aws://000000000000/eu-west-1",
      properties: { templateFile: `${name}.json` },
      metadata: { [`/${name}/Inbox/Queue/Resource`]: [{ type: "aws:cdk:logicalId", data: "InboxQueue12345678" }] },
    };
  }
  writeFileSync(path.join(dir, "manifest.json"), JSON.stringify({ artifacts }));
  return loadAssembly(dir, ADDRESSES);
}

const refusal = (stacks: Record<string, object>): readonly string[] => {
  try {
    load(stacks);
  } catch (error) {
    if (error instanceof AssemblyRefused) return error.problems;
    throw error;
  }
  return [];
};

const queue = (more: object = {}) => ({ Type: "AWS::SQS::Queue", Properties: {}, ...more });

describe("a synthesized assembly", () => {
  it("resolves references within a stack and across stacks", () => {
    const assembly = load({
      one: {
        Resources: { InboxQueue12345678: queue({ Properties: { QueueName: "inbox" } }) },
        Outputs: { Out: { Value: { "Fn::GetAtt": ["InboxQueue12345678", "Arn"] }, Export: { Name: "one:inbox" } } },
      },
      two: {
        Resources: {
          P: {
            Type: "AWS::SSM::Parameter",
            Properties: { Name: "/inbox", Type: "String", Value: { "Fn::ImportValue": "one:inbox" } },
          },
        },
      },
    });
    const [parameter] = ofType(assembly, "AWS::SSM::Parameter");
    expect(parameter?.properties["Value"]).toBe("arn:aws:sqs:eu-west-1:000000000000:inbox");
    const [inbox] = ofType(assembly, "AWS::SQS::Queue");
    expect(inbox).toMatchObject({ title: "Inbox/Queue", ref: "http://127.0.0.1:5000/000000000000/inbox" });
  });

  it("leaves out what a false condition leaves out, and takes parameters' defaults", () => {
    const assembly = load({
      one: {
        Parameters: { Stage: { Type: "String", Default: "dev" } },
        Conditions: { IsProd: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] } },
        Resources: {
          Kept: queue({ Properties: { QueueName: { Ref: "Stage" } } }),
          Left: queue({ Condition: "IsProd" }),
        },
      },
    });
    expect(assembly.resources.map(({ logicalId }) => logicalId)).toEqual(["Kept"]);
    expect(assembly.resources[0]?.properties["QueueName"]).toBe("dev");
  });

  it("refuses everything it does not know at once, by stack, resource and property", () => {
    const problems = refusal({
      one: {
        Resources: {
          Cache: { Type: "AWS::ElastiCache::CacheCluster", Properties: {} },
          Odd: queue({ Properties: { RedrivePolicy: {}, QueueName: "odd" } }),
          Fifo: queue({ Properties: { FifoQueue: true } }),
          Waiting: queue({ CreationPolicy: {} }),
          Zones: queue({ Properties: { QueueName: { "Fn::GetAZs": "" } } }),
        },
      },
    });
    expect(problems).toEqual([
      "stack one, resource Cache (AWS::ElastiCache::CacheCluster): resource type is not known here",
      "stack one, resource Odd (AWS::SQS::Queue): property RedrivePolicy is not known here",
      "stack one, resource Fifo (AWS::SQS::Queue): property FifoQueue is true, and only false is known here",
      "stack one, resource Waiting (AWS::SQS::Queue): attribute CreationPolicy is not known here",
      "stack one, resource Zones (AWS::SQS::Queue): intrinsic function Fn::GetAZs is not known here",
    ]);
  });

  it("refuses unknown properties at every depth", () => {
    const table = {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [{ IndexName: "gsi1", Projection: { ProjectionType: "ALL", Odd: 1 } }],
        LocalSecondaryIndexes: [],
      },
    };
    expect(refusal({ one: { Resources: { T: table } } })).toEqual([
      "stack one, resource T (AWS::DynamoDB::Table): property GlobalSecondaryIndexes[0].Projection.Odd is not known here",
      "stack one, resource T (AWS::DynamoDB::Table): property LocalSecondaryIndexes is not known here",
    ]);
  });

  it("refuses a template section, a missing export and an attribute that do not exist", () => {
    const problems = refusal({
      one: {
        Transform: "AWS::Serverless-2016-10-31",
        Resources: {
          A: queue({ Properties: { QueueName: { "Fn::ImportValue": "nowhere" } } }),
          B: queue({ Properties: { QueueName: { "Fn::GetAtt": ["C", "Odd"] } } }),
          C: queue(),
        },
      },
    });
    expect(problems.join("\n")).toMatch(/section Transform[^]*no stack exports nowhere[^]*attribute C.Odd/);
  });
});
