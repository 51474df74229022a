import {
  absent,
  batchGet,
  below,
  entity,
  equals,
  failedItem,
  getItem,
  int,
  json,
  keyOf,
  missing,
  anyOf,
  oneOf,
  optional,
  present as exists,
  put,
  queryItems,
  remove,
  text,
  time,
  transact,
  update,
  write,
  type Write,
} from "@cowry/table";
import type { Scope } from "../kernel/index.ts";
import { CLIENT_STATUSES, type Client, CLIENTS_MAX, SEEN_EVERY_MS } from "./model.ts";

/** The only file that knows the keys of third parties' programs. */
export const clientItem = entity("api_client", {
  version: 1,
  about: "A third party's program: whose it is, what it may, and the keyed hash of its secret",
  pk: "AK#{clientId}",
  sk: "#",
  attributes: {
    userId: text("u"),
    name: text("n"),
    scopes: json<readonly Scope[]>("sc"),
    status: oneOf("st", CLIENT_STATUSES),
    /** Its place among its owner's. */
    slot: text("sl"),
    version: int("v"),
    secretHash: text("h"),
    /** Still good for a while after a rotation. */
    oldSecretHash: optional(text("oh")),
    oldSecretEndsAtMs: optional(time("oe")),
    createdAtMs: time("ca"),
    expiresAtMs: time("ex"),
    /** To the hour. */
    seenAtMs: optional(time("se")),
  },
});

/** One of a person's places for clients: there are so many and no more. */
export const clientSlotItem = entity("api_client_slot", {
  version: 1,
  about: "Which program of a third party takes one of its owner's places",
  pk: "U#{userId}",
  sk: "AK#{slot}",
  attributes: { clientId: text("c") },
});

export const SLOTS: readonly string[] = Array.from({ length: CLIENTS_MAX }, (_, index) => String(index));

export async function findClient(clientId: string): Promise<Client | undefined> {
  return getItem(clientItem, { clientId });
}

/** All clients of a person: one query and one read. */
export async function findClients(userId: string): Promise<readonly Client[]> {
  const { items } = await queryItems(clientSlotItem, { userId }, { limit: CLIENTS_MAX });
  const found = await batchGet(items.map(({ clientId }) => keyOf(clientItem, { clientId })));
  return items.flatMap(({ clientId }) => found.get(clientItem, { clientId }) ?? []);
}

/** False when another client was put into the slot meanwhile. */
export async function commitClient(client: Client, also: readonly Write[]): Promise<boolean> {
  const { userId, slot, clientId } = client;
  const outcome = await transact([
    put(clientItem, client, { rule: "client", when: [absent()] }),
    put(clientSlotItem, { userId, slot, clientId }, { rule: "slot", when: [absent()] }),
    ...also,
  ]);
  // Our own id in the slot: it was committed, and only the answer got lost.
  return outcome.committed || failedItem(outcome, clientSlotItem, "slot")?.clientId === clientId;
}

/** Changes a client as it was read; false when it has changed since. */
export async function commitChange(
  { clientId, version }: Client,
  set: { readonly secretHash: string; readonly oldSecretHash: string; readonly oldSecretEndsAtMs: number },
  also: readonly Write[],
): Promise<boolean> {
  const when = [equals("version", version), equals("status", "active")];
  const change = update(clientItem, { clientId }, { rule: "client", when, set: { ...set, version: version + 1 } });
  const outcome = await transact([change, ...also]);
  return outcome.committed || failedItem(outcome, clientItem, "client")?.secretHash === set.secretHash;
}

/** Ends a client and frees its place. Twice is once. */
export async function commitRevocation({ clientId, userId, slot }: Client, also: readonly Write[]): Promise<void> {
  const ended = update(
    clientItem,
    { clientId },
    { rule: "client", when: [equals("status", "active")], set: { status: "revoked" }, add: { version: 1 } },
  );
  const freed = remove(clientSlotItem, { userId, slot }, { rule: "slot", when: [equals("clientId", clientId)] });
  await transact([ended, freed, ...also]);
}

/** Notes that a client is in use, once an hour. It names no other attribute: the doors that may do this may do no more. */
export async function noteSeen({ clientId }: Client, atMs: number): Promise<void> {
  const when = [exists(), anyOf([missing("seenAtMs"), below("seenAtMs", atMs - SEEN_EVERY_MS)])];
  await write(update(clientItem, { clientId }, { rule: "client", when, set: { seenAtMs: atMs } }), { budgetMs: 500 });
}
