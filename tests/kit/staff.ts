import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { Role } from "@cowry/core/kernel";
import { local } from "./cloud.ts";
import { expectStatus, freshPhone, Person } from "./people.ts";

/**
 * Somebody who works for us. Roles are given by staff, so that the first of them gets theirs past the API: written
 * straight into the credentials, and the second factor that staff doors ask for straight into the session. A refresh
 * then brings a token that has the roles. They move no money of their own: they have no PIN until they set one.
 */
export function staff(...roles: readonly Role[]): Promise<Person> {
  return employed(roles, {});
}

/** The same of a branch: they see its people only. */
export function staffOf(branch: string, ...roles: readonly Role[]): Promise<Person> {
  return employed(roles, { ":branch": { S: branch } });
}

async function employed(roles: readonly Role[], branch: NonNullable<Change["ExpressionAttributeValues"]>) {
  const person = await new StaffPerson(freshPhone(), "Staff").register();
  await change(person.userId, "CRED", {
    UpdateExpression: `SET ro = :roles${":branch" in branch ? ", br = :branch" : ""}`,
    ExpressionAttributeValues: { ":roles": { L: roles.map((role) => ({ S: role })) }, ...branch },
  });
  await giveSecondFactor(person);
  const answer = await person.post("/auth/token/refresh", { refresh: person.refresh });
  expectStatus(answer, 200);
  person.access = String(answer.body["access"]);
  person.refresh = String(answer.body["refresh"]);
  return person;
}

/** Signs in as everybody does; what an authenticator app would have added is written beside it. */
class StaffPerson extends Person {
  override async signIn(): Promise<this> {
    await super.signIn();
    await giveSecondFactor(this);
    return this;
  }
}

async function giveSecondFactor({ userId, access }: Person): Promise<void> {
  const [, claims = ""] = access.split(".");
  const { sid } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { readonly sid: string };
  await change(userId, `S#${sid}`, {
    UpdateExpression: "SET sf = :totp, sa = :at",
    ExpressionAttributeValues: { ":totp": { S: "totp" }, ":at": { N: "1" } },
  });
}

type Change = Pick<UpdateItemCommandInput, "UpdateExpression" | "ExpressionAttributeValues">;

/** Past the API: the local cloud's engine takes any credentials. */
async function change(userId: string, sk: string, what: Change): Promise<void> {
  const { body } = await local.get("/info");
  const { aws_endpoint, region, tables } = body as Readonly<Record<string, unknown>>;
  const credentials = { accessKeyId: "tests", secretAccessKey: "tests" };
  const client = new DynamoDBClient({ endpoint: String(aws_endpoint), region: String(region), credentials });
  await client.send(
    new UpdateItemCommand({
      TableName: String((tables as readonly unknown[])[0]),
      Key: { pk: { S: `U#${userId}` }, sk: { S: sk } },
      ConditionExpression: "attribute_exists(pk)",
      ...what,
    }),
  );
  client.destroy();
}
