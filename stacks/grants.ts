import { Stack } from "aws-cdk-lib/core";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { type Door, type Note, TABLE_ACTIONS, type TableAction, tableActionsOf } from "./manifest.ts";

/** Names that grants point to; fixed by stage so that no stack needs another's output for them. */
export interface GrantTargets {
  readonly tableArn: string;
  /** Copies of the table are called `<prefix>-restored-…` and `<prefix>-rebuilt-…`. */
  readonly copiesPrefix: string;
  readonly secretsPath: string;
  readonly payoutMachineName: string;
  readonly reconciliationMachineName: string;
  readonly bulkMachineName: string;
  readonly eventBusName: string;
  readonly emailFrom: string;
}

// TransactWriteItems is authorised by the actions of its parts.
const actionOf = (word: TableAction) => `dynamodb:${TABLE_ACTIONS[word]}`;
const COPIED: readonly TableAction[] = ["get", "query", "scan"];
const MADE: readonly TableAction[] = ["batch_get", "put", "put_many"];

/**
 * What each note is: the first key of its rows, and every attribute that its update names, be it to write it or in a
 * condition; those of the key and of the item's type with them. A key's secret and scopes are in the same row as when it
 * was used last.
 */
export const NOTED: Readonly<Record<Note, { readonly under: string; readonly attributes: readonly string[] }>> = {
  key_use: { under: "AK#*", attributes: ["pk", "sk", "t", "sv", "se"] },
  rate_limit: { under: "RL#*", attributes: ["pk", "sk", "t", "sv", "ttl", "ra", "fa"] },
};

/**
 * `uses` words and what the door's code can do → IAM statements, action by action. The only file that spells `dynamodb:`.
 * No statement has `*` as action; a resource is `*` only where AWS has no narrower one.
 */
export function grants(scope: Construct, door: Pick<Door, "id" | "uses">, targets: GrantTargets): PolicyStatement[] {
  const { uses } = door;
  const { region, account, partition } = Stack.of(scope);
  const statements: PolicyStatement[] = [];
  const allow = (actions: readonly string[], ...resources: string[]) =>
    statements.push(new PolicyStatement({ actions: [...actions], resources }));

  if (uses.table === "rebuild") return rebuilding(scope, targets);
  const can = tableActionsOf(door);
  const onTable = can.filter((action) => action !== "query_index");
  if (onTable.length > 0) allow(onTable.map(actionOf), targets.tableArn);
  if (can.includes("query_index")) allow([actionOf("query_index")], `${targets.tableArn}/index/gsi1`);
  for (const note of uses.notes ?? []) statements.push(takeNote(note, targets.tableArn));
  if (uses.secrets !== undefined && uses.secrets.length > 0) {
    const prefix = `arn:${partition}:ssm:${region}:${account}:parameter${targets.secretsPath}`;
    allow(["ssm:GetParameters"], ...uses.secrets.map((name) => `${prefix}${name}/value`));
  }
  if (uses.sms === true) statements.push(publishToPhones());
  if (uses.email === true) statements.push(sendEmail(scope, targets.emailFrom));
  if (uses.events === true) {
    allow(["events:PutEvents"], `arn:${partition}:events:${region}:${account}:event-bus/${targets.eventBusName}`);
  }
  if (uses.workflow !== undefined) {
    const { payoutMachineName, reconciliationMachineName, bulkMachineName } = targets;
    const { action, machine } = {
      start: { action: "states:StartExecution", machine: payoutMachineName },
      answer: { action: "states:SendTaskSuccess", machine: payoutMachineName },
      start_reconciliation: { action: "states:StartExecution", machine: reconciliationMachineName },
      start_batch: { action: "states:StartExecution", machine: bulkMachineName },
    }[uses.workflow];
    allow([action], `arn:${partition}:states:${region}:${account}:stateMachine:${machine}`);
  }
  return statements;
}

/** Reads the books and copies of them that were restored; looks up and writes items of what is made anew, and of that alone. */
function rebuilding(scope: Construct, { tableArn, copiesPrefix }: GrantTargets): PolicyStatement[] {
  const { region, account, partition } = Stack.of(scope);
  const copies = (kind: string) => `arn:${partition}:dynamodb:${region}:${account}:table/${copiesPrefix}-${kind}-*`;
  return [
    new PolicyStatement({
      actions: COPIED.map(actionOf),
      resources: [tableArn, copies("restored"), copies("rebuilt")],
    }),
    new PolicyStatement({
      actions: MADE.map(actionOf),
      resources: [copies("rebuilt")],
    }),
  ];
}

/**
 * One row at a time, of these and of no others, and in it these attributes alone. What comes back is not narrowed: whoever
 * takes notes reads the table.
 */
function takeNote(note: Note, tableArn: string): PolicyStatement {
  const { under, attributes } = NOTED[note];
  return new PolicyStatement({
    actions: [actionOf("update")],
    resources: [tableArn],
    conditions: {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [under] },
      "ForAllValues:StringEquals": { "dynamodb:Attributes": [...attributes] },
      // Without a key at hand "for all" holds of nothing.
      Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
    },
  });
}

/** From our own address, whose domain is the identity that SES has verified. */
function sendEmail(scope: Construct, from: string): PolicyStatement {
  const { region, account, partition } = Stack.of(scope);
  const [, domain = ""] = from.split("@");
  return new PolicyStatement({
    actions: ["ses:SendEmail"],
    resources: [`arn:${partition}:ses:${region}:${account}:identity/${domain}`],
    conditions: { StringEquals: { "ses:FromAddress": from } },
  });
}

/** SNS knows no resource for a phone number: publishing to every topic is denied instead. */
function publishToPhones(): PolicyStatement {
  return new PolicyStatement({ actions: ["sns:Publish"], notResources: ["arn:*:sns:*:*:*"] });
}
