import { BatchGetItemCommand, DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import middy from "@middy/core";
import { importJWK, jwtVerify } from "jose";
import * as z from "zod/mini";

/** What a function of this kind usually carries before its first line of its own: SDK, zod, middy and jose. */
const client = new DynamoDBClient({});
const Body = z.strictObject({ to: z.string(), amount: z.int() });

export const handler = middy(async (event: { readonly token: string; readonly body: string }) => {
  await jwtVerify(event.token, await importJWK({ kty: "OKP", crv: "Ed25519" }, "EdDSA"));
  const body = z.parse(Body, JSON.parse(event.body));
  const Keys = [{ pk: { S: body.to } }];
  await client.send(new BatchGetItemCommand({ RequestItems: { table: { Keys } } }));
  await client.send(new TransactWriteItemsCommand({ TransactItems: [] }));
});
