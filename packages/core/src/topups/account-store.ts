import { absent, entity, getItem, type ItemOf, oneOf, put, text, time, transact } from "@cowry/table";
import { lookupHashes, present } from "../kernel/index.ts";
import { findMoving } from "../rotation/index.ts";

/** The keys of virtual accounts: whose each is, and which each person has. */

export const virtualAccountItem = entity("virtual_account", {
  version: 1,
  about: "A bank account number of a person's own: what is sent to it is a top-up",
  pk: "U#{userId}",
  sk: "VA#{currency}",
  attributes: {
    mode: oneOf("mo", ["test", "live"]),
    /** Both sealed for `virtual-account:<user id>`. */
    accountNumber: text("an"),
    accountName: text("na"),
    bankName: text("bn"),
    createdAtMs: time("ca"),
  },
});
export type VirtualAccountRow = ItemOf<typeof virtualAccountItem>;

export const receiverItem = entity("virtual_account_number", {
  version: 1,
  about: "Whose a virtual account number is, by its keyed hash",
  pk: "VN#{numberHash}",
  sk: "#",
  attributes: { userId: text("u"), currency: text("cu"), mode: oneOf("mo", ["test", "live"]) },
});
export type Receiver = ItemOf<typeof receiverItem>;

export async function findVirtualAccount(userId: string, currency: string): Promise<VirtualAccountRow | undefined> {
  return getItem(virtualAccountItem, { userId, currency });
}

/** Both rows or none. False when one of them is there. */
export async function commitVirtualAccount(account: VirtualAccountRow, accountNumber: string): Promise<boolean> {
  const { userId, currency, mode } = account;
  const numberHash = present(lookupHashes("bank_account", accountNumber)[0], "there is a current key");
  const outcome = await transact([
    put(virtualAccountItem, account, { rule: "account", when: [absent()] }),
    put(receiverItem, { numberHash, userId, currency, mode }, { rule: "receiver", when: [absent()] }),
  ]);
  return outcome.committed;
}

/** Whose this number is, under whichever key it was noted. Asks for LOOKUP_KEYS. */
export async function findReceiver(accountNumber: string): Promise<Receiver | undefined> {
  return findMoving(
    receiverItem,
    lookupHashes("bank_account", accountNumber).map((numberHash) => ({ numberHash })),
  );
}
