import { batchGet } from "@cowry/table";
import { auditEntry, type AuditAction } from "../audit/index.ts";
import type { Confirmation } from "../auth/index.ts";
import { type Actor, type Customer, now, randomToken } from "../kernel/index.ts";
import type { CreatedClient } from "./create.ts";
import { errors } from "./errors.ts";
import { type Client, hashOfSecret, isLive, keyText } from "./model.ts";
import { commitChange, commitRevocation, findClient, findClients } from "./store.ts";

/** The actor's clients, the expired ones included; secrets are not to be had again. */
export async function listClients({ userId }: Customer): Promise<readonly Client[]> {
  return findClients(userId);
}

async function loadOwn({ userId }: Customer, clientId: string): Promise<Client> {
  const client = await findClient(clientId);
  if (client?.userId !== userId || client.status !== "active") throw errors.api_key_not_found();
  return client;
}

function entry(actor: Actor & { readonly userId: string }, { clientId, name }: Client, action: AuditAction) {
  const subject = { kind: "api_client", id: clientId };
  return auditEntry(actor, { action, subject, userId: actor.userId, after: { name } });
}

/** A new secret for a client; the old one works for `overlapMs` more. An older one still in its overlap ends at once. */
export async function rotateClient(
  actor: Customer,
  { clientId, overlapMs }: { readonly clientId: string; readonly overlapMs: number },
  confirmation: Confirmation,
): Promise<CreatedClient> {
  const [found, client] = await Promise.all([batchGet(confirmation.reads), loadOwn(actor, clientId)]);
  const { finish } = await confirmation.check(found);
  await finish();
  const atMs = now();
  if (!isLive(client, atMs)) throw errors.api_key_not_found();
  const parts = { clientId, secret: randomToken() };
  const set = {
    secretHash: hashOfSecret(parts),
    oldSecretHash: client.secretHash,
    oldSecretEndsAtMs: atMs + overlapMs,
  };
  const done = await commitChange(client, set, [entry(actor, client, "developers.key_rotated")]);
  if (!done) throw errors.api_key_changed();
  return { client: { ...client, ...set, version: client.version + 1 }, key: keyText(parts) };
}

/** Ends a client at once; the tokens that it bought end with it. */
export async function revokeClient(actor: Customer, clientId: string): Promise<void> {
  const client = await loadOwn(actor, clientId);
  await commitRevocation(client, [entry(actor, client, "developers.key_revoked")]);
}
