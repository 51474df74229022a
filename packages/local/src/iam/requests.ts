import type { Assembly } from "../assembly/model.ts";
import { ofType } from "../assembly/model.ts";
import type { AwsRequest } from "../aws/wire.ts";
import { list, parseJson, record, text } from "../json.ts";
import type { Request } from "./evaluate.ts";

/** What a call to AWS asks of IAM: one of the alternatives of each demand must be allowed. */
export type Demand = readonly Request[];

const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

/** Reads from a request what it would do, as AWS's service authorization reference has it. */
export function demandsOf({ target, path, headers, body }: AwsRequest, assembly: Assembly): readonly Demand[] {
  const raw = body.toString("utf8");
  if (target !== undefined) return ofTarget(target, record(parseJson(raw === "" ? "{}" : raw)), assembly);
  if (path === "/v2/email/outbound-emails") return [[ofEmail(record(parseJson(raw)), assembly)]];
  const [, invoked] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
  if (invoked !== undefined) return [[plain("lambda:InvokeFunction", functionArn(invoked, assembly))]];
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") !== true) return [];
  const form = new URLSearchParams(raw);
  const to = form.get("TopicArn") ?? form.get("TargetArn") ?? form.get("PhoneNumber") ?? "*";
  return [[plain(`sns:${form.get("Action") ?? ""}`, to)]];
}

function plain(action: string, resource: string): Request {
  return { action, resource, context: {} };
}

function ofTarget(target: string, input: Record<string, unknown>, assembly: Assembly): readonly Demand[] {
  const [service = "", operation = ""] = target.split(".");
  const here = `${assembly.region}:${assembly.accountId}`;
  const one = (action: string, resource: string) => [[plain(`${action}:${operation}`, resource)]];
  if (service.startsWith("DynamoDB")) return ofTable(operation, input, assembly);
  switch (service) {
    case "AmazonSSM": {
      const names = [input["Names"] ?? input["Name"]].flat().map(String);
      return names.map((name) => [plain(`ssm:${operation}`, `arn:aws:ssm:${here}:parameter${name}`)]);
    }
    case "AWSStepFunctions":
      // A task's token does not tell its machine here: any that the caller may answer will do.
      return operation.startsWith("SendTask")
        ? [ofType(assembly, "AWS::StepFunctions::StateMachine").map(({ ref }) => plain(`states:${operation}`, ref))]
        : one("states", text(input["stateMachineArn"]) ?? text(input["executionArn"]) ?? "*");
    case "AWSEvents":
      return list(input["Entries"]).map((entry) => {
        const bus = (text(record(entry)["EventBusName"]) ?? "default").replace(/^.*:event-bus\//, "");
        return [plain("events:PutEvents", `arn:aws:events:${here}:event-bus/${bus}`)];
      });
    case "AmazonSQS":
      return one("sqs", `arn:aws:sqs:${here}:${(text(input["QueueUrl"]) ?? "").split("/").at(-1) ?? ""}`);
    case "TrentService":
      return one("kms", keyArn(text(input["KeyId"]) ?? "*", here));
    default:
      return [];
  }
}

function ofTable(operation: string, input: Record<string, unknown>, assembly: Assembly): readonly Demand[] {
  const action = `dynamodb:${operation}`;
  if (operation.startsWith("Transact")) {
    return list(input["TransactItems"]).flatMap((item) =>
      Object.entries(record(item)).map(([part, of]) => [
        onRow(`dynamodb:${TRANSACT_ACTIONS[part] ?? part}`, record(of), assembly),
      ]),
    );
  }
  if (operation.startsWith("Batch")) {
    const tables = Object.keys(record(input["RequestItems"]));
    return tables.map((table) => [plain(action, tableArn(table, undefined, assembly))]);
  }
  return [[onRow(action, input, assembly)]];
}

/**
 * With the first key of the one row that it is about, and the attributes that it names; queries, scans and batches are not
 * told apart by keys here.
 */
function onRow(action: string, input: Record<string, unknown>, assembly: Assembly): Request {
  const { TableName: table, IndexName: index, Key, Item } = input;
  const key = text(record(record(Key ?? Item)[hashKeyOf(table, assembly)])["S"]);
  const attributes = attributesOf(input);
  const context = {
    ...(key === undefined ? {} : { "dynamodb:leadingkeys": key }),
    ...(attributes.length === 0 ? {} : { "dynamodb:attributes": attributes }),
  };
  return { action, resource: tableArn(table, index, assembly), context };
}

/** Name of the attribute that a table's partition key is; empty for a table of somebody else's. */
function hashKeyOf(table: unknown, assembly: Assembly): string {
  const schema = ofType(assembly, "AWS::DynamoDB::Table").find(({ ref }) => ref === table)?.properties["KeySchema"];
  const hash = list(schema).find((key) => record(key)["KeyType"] === "HASH");
  return text(record(hash)["AttributeName"]) ?? "";
}

const EXPRESSIONS = [
  "UpdateExpression",
  "ConditionExpression",
  "ProjectionExpression",
  "KeyConditionExpression",
  "FilterExpression",
] as const;
const WORDS: ReadonlySet<string> = new Set(["SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN"]);

/** Every top-level attribute that a request names: as a key, in an item, or in an expression, in full or as `#name`. */
function attributesOf(input: Record<string, unknown>): readonly string[] {
  const names = record(input["ExpressionAttributeNames"]);
  const found = new Set<string>();
  for (const named of [input["Key"], input["Item"], input["AttributeUpdates"], input["Expected"]]) {
    for (const name of Object.keys(record(named))) found.add(name);
  }
  for (const name of list(input["AttributesToGet"])) found.add(String(name));
  for (const expression of EXPRESSIONS) {
    const written = text(input[expression]);
    if (written === undefined) continue;
    for (const name of namesIn(written)) found.add(name.startsWith("#") ? (text(names[name]) ?? name.slice(1)) : name);
  }
  return [...found];
}

/** Expressions are few and come again with every request; whoever makes them up does not fill the memory. */
const KEPT = 2_000;
const readBefore = new Map<string, readonly string[]>();

/** The top-level names in an expression, `#` and all. */
function namesIn(expression: string): readonly string[] {
  const known = readBefore.get(expression);
  if (known !== undefined) return known;
  const names = [...expression.matchAll(/(\.?)([#:]?)(\w+)(\s*\()?/g)].flatMap(([, within, sign, name = "", call]) => {
    if (within !== "" || sign === ":") return [];
    if (sign === "#") return [`#${name}`];
    return call !== undefined || WORDS.has(name.toUpperCase()) || /^\d/.test(name) ? [] : [name];
  });
  if (readBefore.size >= KEPT) readBefore.clear();
  readBefore.set(expression, names);
  return names;
}

function tableArn(table: unknown, index: unknown, { region, accountId }: Assembly): string {
  const name = (text(table) ?? "").replace(/^.*:table\//, "");
  const place = index === undefined ? "" : `/index/${text(index) ?? ""}`;
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}${place}`;
}

function ofEmail(input: Record<string, unknown>, { region, accountId }: Assembly): Request {
  const from = text(input["FromEmailAddress"]) ?? "";
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from;
  return {
    action: "ses:SendEmail",
    resource: `arn:aws:ses:${region}:${accountId}:identity/${address.split("@").at(-1) ?? ""}`,
    context: { "ses:fromaddress": address },
  };
}

function functionArn(reference: string, assembly: Assembly): string {
  const functions = ofType(assembly, "AWS::Lambda::Function");
  return functions.find(({ ref }) => ref === reference)?.attributes["Arn"] ?? reference;
}

function keyArn(id: string, here: string): string {
  return id.startsWith("arn:") ? id : `arn:aws:kms:${here}:key/${id}`;
}
