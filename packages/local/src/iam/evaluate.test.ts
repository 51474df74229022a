import { describe, expect, it } from "vitest";
import { decide, like, policyProblems, type Request, statementsOf } from "./evaluate.ts";

const TABLE = "arn:aws:dynamodb:eu-west-1:000000000000:table/money";
const ask = (action: string, resource = TABLE, context: Request["context"] = {}) => ({ action, resource, context });
const allowed = (statements: readonly object[], request: Request) =>
  decide(statementsOf({ Statement: statements }), request).allowed;

const read = { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:Query"], Resource: [TABLE, `${TABLE}/index/*`] };
const texts = { Effect: "Allow", Action: "sns:Publish", NotResource: "arn:*:sns:*:*:*" };
const mail = {
  Effect: "Allow",
  Action: "ses:SendEmail",
  Resource: "*",
  Condition: { StringEquals: { "ses:FromAddress": ["a@x.test", "b@x.test"] } },
};

const notes = {
  Effect: "Allow",
  Action: "dynamodb:UpdateItem",
  Resource: TABLE,
  Condition: {
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["AK#*", "RL#*"] },
    Null: { "dynamodb:LeadingKeys": "false" },
  },
};
const seen = {
  ...notes,
  Condition: {
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["AK#*"] },
    "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk", "se"] },
    Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
  },
};
const forAll = { ...notes, Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["AK#*"] } } };
const onKey = (key: string) => ask("dynamodb:UpdateItem", TABLE, { "dynamodb:leadingkeys": key });

const naming = (...attributes: readonly string[]) =>
  ask("dynamodb:UpdateItem", TABLE, { "dynamodb:leadingkeys": "AK#1", "dynamodb:attributes": attributes });

describe("a decision", () => {
  it.each([
    ["what is allowed", [read], ask("dynamodb:GetItem"), true],
    ["an action in other letters", [read], ask("dynamodb:getitem"), true],
    ["an index of the table", [read], ask("dynamodb:Query", `${TABLE}/index/gsi1`), true],
    ["another action", [read], ask("dynamodb:PutItem"), false],
    ["another table", [read], ask("dynamodb:GetItem", `${TABLE}2`), false],
    ["nothing at all", [], ask("dynamodb:GetItem"), false],
    ["a resource that is not excluded", [texts], ask("sns:Publish", "+2348031234567"), true],
    ["a resource that is excluded", [texts], ask("sns:Publish", "arn:aws:sns:eu-west-1:000000000000:alarms"), false],
    ["a condition that is met", [mail], ask("ses:SendEmail", "id", { "ses:fromaddress": "b@x.test" }), true],
    ["a condition that is not met", [mail], ask("ses:SendEmail", "id", { "ses:fromaddress": "c@x.test" }), false],
    ["a condition on what is not there", [mail], ask("ses:SendEmail", "id"), false],
    ["a row under one of these keys", [notes], onKey("RL#search#1"), true],
    ["a row under another key", [notes], onKey("W#AK#1"), false],
    ["a row whose key is not told", [notes], ask("dynamodb:UpdateItem"), false],
    ["the same where nothing says that there has to be one", [forAll], ask("dynamodb:UpdateItem"), true],
    ["attributes that are all listed", [seen], naming("pk", "sk", "se"), true],
    ["one that is not listed among them", [seen], naming("pk", "sk", "se", "h"), false],
    ["a row that names none", [seen], onKey("AK#1"), false],
    [
      "several values where one was meant",
      [mail],
      ask("ses:SendEmail", "id", { "ses:fromaddress": ["a@x.test"] }),
      true,
    ],
    [
      "more of them than one",
      [mail],
      ask("ses:SendEmail", "id", { "ses:fromaddress": ["a@x.test", "b@x.test"] }),
      false,
    ],
    ["what one statement allows and another denies", [read, { ...read, Effect: "Deny" }], ask("dynamodb:Query"), false],
    [
      "all actions but one",
      [{ Effect: "Allow", NotAction: "dynamodb:Scan", Resource: "*" }],
      ask("dynamodb:Query"),
      true,
    ],
    ["the one", [{ Effect: "Allow", NotAction: "dynamodb:Scan", Resource: "*" }], ask("dynamodb:Scan"), false],
  ])("on %s", (_, statements, request, expected) => {
    expect(allowed(statements, request)).toBe(expected);
  });

  it("says whether somebody denied it or nobody allowed it", () => {
    const deny = { ...read, Effect: "Deny" };
    expect(decide(statementsOf({ Statement: deny }), ask("dynamodb:Query"))).toMatchObject({ explicitly: true });
    expect(decide([], ask("dynamodb:Query"))).toMatchObject({ explicitly: false });
  });
});

describe("a pattern", () => {
  it("takes * for any text and ? for one character, and nothing else for more than itself", () => {
    expect(like("arn:*:s?s:*", "arn:aws:sqs:eu:queue")).toBe(true);
    expect(like("arn:aws:s.s", "arn:aws:sqs")).toBe(false);
    expect(like("queue", "queue2")).toBe(false);
    expect(like("(queue", "(queue")).toBe(true);
  });
});

describe("a policy", () => {
  it("with something that is not evaluated here is refused", () => {
    const odd = { Effect: "Allow", Action: "a:B", Resource: "*", Condition: { IpAddress: { "aws:SourceIp": "::/0" } } };
    expect(policyProblems({ Statement: [odd] })).toEqual(["the condition IpAddress is not known here"]);
    expect(policyProblems({ Statement: { ...read, Principal: "*" } })).toHaveLength(1);
    expect(policyProblems({ Statement: { ...read, Effect: "Maybe" } })).toHaveLength(1);
    expect(policyProblems({ Statement: [read, texts, mail] })).toEqual([]);
  });
});
