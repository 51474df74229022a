import { describe, expect, it } from "vitest";
import type { Assembly } from "../assembly/model.ts";
import type { AwsRequest } from "../aws/wire.ts";
import { demandsOf } from "./requests.ts";

const MACHINE = "arn:aws:states:eu-west-1:000000000000:stateMachine:payout";
const resource = { id: "x", stack: "s", logicalId: "M", title: "M", properties: {}, attributes: {} };
const assembly: Assembly = {
  region: "eu-west-1",
  accountId: "000000000000",
  resources: [
    { ...resource, type: "AWS::StepFunctions::StateMachine", ref: MACHINE },
    {
      ...resource,
      type: "AWS::DynamoDB::Table",
      ref: "money",
      properties: {
        KeySchema: [
          { AttributeName: "sk", KeyType: "RANGE" },
          { AttributeName: "pk", KeyType: "HASH" },
        ],
      },
    },
  ],
  assets: new Map(),
};

function requestOf(request: Partial<AwsRequest>, input: unknown): AwsRequest {
  const body = Buffer.from(typeof input === "string" ? input : JSON.stringify(input));
  const caller = { fn: undefined, invocation: undefined };
  return { method: "POST", path: "/", target: undefined, headers: {}, caller, ...request, body };
}

function asked(request: Partial<AwsRequest>, input: unknown): readonly string[] {
  return demandsOf(requestOf(request, input), assembly)
    .map((demand) =>
      demand.map(
        ({ action, resource: on }) => `${action} ${on.replace(/^arn:aws:[a-z]+:eu-west-1:000000000000:/, "")}`,
      ),
    )
    .flat();
}

const target = (name: string) => ({ target: name });

describe("what a request asks of IAM", () => {
  it.each([
    ["DynamoDB_20120810.GetItem", { TableName: "money" }, ["dynamodb:GetItem table/money"]],
    ["DynamoDB_20120810.Query", { TableName: "money", IndexName: "gsi1" }, ["dynamodb:Query table/money/index/gsi1"]],
    ["DynamoDB_20120810.BatchGetItem", { RequestItems: { money: {} } }, ["dynamodb:BatchGetItem table/money"]],
    [
      "DynamoDB_20120810.TransactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "money" } },
          { Update: { TableName: "money" } },
          { Delete: { TableName: "money" } },
          { ConditionCheck: { TableName: "money" } },
        ],
      },
      ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"].map((name) => `dynamodb:${name} table/money`),
    ],
    [
      "AmazonSSM.GetParameters",
      { Names: ["/a", "/b"] },
      ["ssm:GetParameters parameter/a", "ssm:GetParameters parameter/b"],
    ],
    ["AWSStepFunctions.StartExecution", { stateMachineArn: MACHINE }, ["states:StartExecution stateMachine:payout"]],
    ["AWSStepFunctions.SendTaskSuccess", { taskToken: "t" }, ["states:SendTaskSuccess stateMachine:payout"]],
    ["AWSEvents.PutEvents", { Entries: [{ EventBusName: "bus" }] }, ["events:PutEvents event-bus/bus"]],
    ["AmazonSQS.SendMessage", { QueueUrl: "http://x/0/dead" }, ["sqs:SendMessage dead"]],
    ["TrentService.Decrypt", { KeyId: "k" }, ["kms:Decrypt key/k"]],
  ])("by %s", (name, input, expected) => {
    expect(asked(target(name), input)).toEqual(expected);
  });

  it("by a text message, an e-mail and a call of a function", () => {
    const form = { headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" } };
    expect(asked(form, "Action=Publish&PhoneNumber=%2B234803")).toEqual(["sns:Publish +234803"]);
    const email = { FromEmailAddress: "Cowry <no-reply@x.test>" };
    expect(asked({ path: "/v2/email/outbound-emails" }, email)).toEqual(["ses:SendEmail identity/x.test"]);
    expect(asked({ path: "/2015-03-31/functions/f/invocations" }, {})).toEqual(["lambda:InvokeFunction f"]);
  });

  it.each([
    ["DynamoDB_20120810.UpdateItem", { TableName: "money", Key: { sk: { S: "#" }, pk: { S: "RL#a" } } }, ["RL#a"]],
    ["DynamoDB_20120810.PutItem", { TableName: "money", Item: { pk: { S: "U#1" }, sk: { S: "#" } } }, ["U#1"]],
    ["DynamoDB_20120810.Query", { TableName: "money" }, [undefined]],
    [
      "DynamoDB_20120810.TransactWriteItems",
      { TransactItems: [{ Delete: { TableName: "money", Key: { pk: { S: "W#1" } } } }] },
      ["W#1"],
    ],
  ])("by %s, with the first key of its rows", (name, input, expected) => {
    const requests = demandsOf(requestOf(target(name), input), assembly).flat();
    expect(requests.map(({ context }) => context["dynamodb:leadingkeys"])).toEqual(expected);
  });

  it("by a change, with each attribute that it names, however it names it", () => {
    const change = {
      TableName: "money",
      Key: { pk: { S: "AK#a" }, sk: { S: "#" } },
      UpdateExpression: "SET #se = :0, plain.#inner = if_not_exists(plain.x, :1) REMOVE #gone[0] ADD n :2",
      ConditionExpression: "attribute_exists(pk) AND (NOT #st IN (:3) OR #se BETWEEN :4 AND :5)",
      ExpressionAttributeNames: { "#se": "se", "#inner": "i", "#gone": "g", "#st": "st" },
    };
    const [request] = demandsOf(requestOf(target("DynamoDB_20120810.UpdateItem"), change), assembly).flat();
    expect(request?.context["dynamodb:attributes"]).toEqual(["pk", "sk", "se", "plain", "g", "n", "st"]);
    const item = { TableName: "money", Item: { pk: { S: "A" }, sk: { S: "#" }, h: { S: "x" } } };
    const [whole] = demandsOf(requestOf(target("DynamoDB_20120810.PutItem"), item), assembly).flat();
    expect(whole?.context["dynamodb:attributes"]).toEqual(["pk", "sk", "h"]);
  });
});
