import { auditEntry } from "../audit/index.ts";
import type { Confirmation } from "../auth/index.ts";
import { batchGet } from "@cowry/table";
import { type Customer, DAY, newId, now, randomToken, type Scope } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type Client, hashOfSecret, keyText } from "./model.ts";
import { commitClient, findClients, SLOTS } from "./store.ts";

export interface NewClient {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly lifeDays: number;
}

export interface CreatedClient {
  readonly client: Client;
  /** Shown this once. */
  readonly key: string;
}

/** Makes a client of the actor's, once the PIN has been proved. Each call makes another one. */
export async function createClient(
  actor: Customer,
  wanted: NewClient,
  confirmation: Confirmation,
): Promise<CreatedClient> {
  const [found, clients] = await Promise.all([batchGet(confirmation.reads), findClients(actor.userId)]);
  const { finish } = await confirmation.check(found);
  const [created] = await Promise.all([putIntoFreeSlot(actor, wanted, clients), finish()]);
  return created;
}

async function putIntoFreeSlot(actor: Customer, wanted: NewClient, clients: readonly Client[]): Promise<CreatedClient> {
  const taken = new Set(clients.map(({ slot }) => slot));
  for (const slot of SLOTS) {
    if (taken.has(slot)) continue;
    const made = newClient(actor, wanted, slot);
    const { clientId, name, scopes } = made.client;
    const entry = auditEntry(actor, {
      action: "developers.key_created",
      subject: { kind: "api_client", id: clientId },
      userId: actor.userId,
      after: { name, scopes },
    });
    if (await commitClient(made.client, [entry])) return made;
  }
  throw errors.api_keys_full();
}

function newClient({ userId }: Customer, { name, scopes, lifeDays }: NewClient, slot: string): CreatedClient {
  const parts = { clientId: newId(), secret: randomToken() };
  const createdAtMs = now();
  const expiresAtMs = createdAtMs + lifeDays * DAY;
  const secretHash = hashOfSecret(parts);
  const { clientId } = parts;
  const client: Client = {
    clientId,
    userId,
    name,
    scopes,
    status: "active",
    slot,
    version: 1,
    secretHash,
    createdAtMs,
    expiresAtMs,
  };
  return { client, key: keyText(parts) };
}
