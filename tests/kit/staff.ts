import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { Role } from "@cowry/core/kernel";
import { local } from "./cloud.ts";
import { expectStatus, freshPhone, Person } from "./people.ts";

/**
 * Somebody who works for us. Roles are given by staff, so that the first of them gets theirs past the API: written
 * straight into the credentials, and the second factor that staff doors ask for straight into the session. A refresh
 * then brings a token that has the roles.
 */
export async function staff(...roles: readonly Role[]): Promise<Person> {
  const person = await new Person(freshPhone(), "Staff").signUp();
  await setRoles(person, roles);
  const answer = await person.post("/auth/token/refresh", { refresh: person.refresh });
  expectStatus(answer, 200);
  person.access = String(answer.body["access"]);
  person.refresh = String(answer.body["refresh"]);
  return person;
}

async function setRoles({ userId, access }: Person, roles: readonly Role[]): Promise<void> {
  const { body } = await local.get("/info");
  const { aws_endpoint, region, tables } = body as Readonly<Record<string, unknown>>;
  const credentials = { accessKeyId: "tests", secretAccessKey: "tests" };
  const client = new DynamoDBClient({ endpoint: String(aws_endpoint), region: String(region), credentials });
  const set = (sk: string, change: Pick<UpdateItemCommandInput, "UpdateExpression" | "ExpressionAttributeValues">) =>
    client.send(
      new UpdateItemCommand({
        TableName: String((tables as readonly unknown[])[0]),
        Key: { pk: { S: `U#${userId}` }, sk: { S: sk } },
        ConditionExpression: "attribute_exists(pk)",
        ...change,
      }),
    );
  const [, claims = ""] = access.split(".");
  const { sid } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { readonly sid: string };
  await set("CRED", {
    UpdateExpression: "SET ro = :roles",
    ExpressionAttributeValues: { ":roles": { L: roles.map((role) => ({ S: role })) } },
  });
  await set(`S#${sid}`, {
    UpdateExpression: "SET sf = :totp, sa = :at",
    ExpressionAttributeValues: { ":totp": { S: "totp" }, ":at": { N: "1" } },
  });
  client.destroy();
}
