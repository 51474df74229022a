import { remove, transact } from "@cowry/table";
import { clientItem, clientSlotItem, findClients } from "./store.ts";

/** Erases the programs that acted for somebody, once their account is closed: nothing opens with them since then. Safe to repeat. */
export async function eraseClients(userId: string): Promise<void> {
  const clients = await findClients(userId);
  const gone = clients.map(({ clientId, slot }) =>
    transact([remove(clientItem, { clientId }), remove(clientSlotItem, { userId, slot })]),
  );
  await Promise.all(gone);
}
