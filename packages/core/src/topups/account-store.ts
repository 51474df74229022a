import {
  absent,
  anyOf,
  atMost,
  batchGet,
  differs,
  entity,
  equals,
  getItem,
  type ItemOf,
  keyOf,
  missing,
  oneOf,
  optional,
  put,
  queryIndex,
  remove,
  text,
  time,
  timeKey,
  transact,
  update,
  type Write,
  write,
} from "@cowry/table";
import { lookupHashes, now, present } from "../kernel/index.ts";
import { findMoving } from "../rotation/index.ts";
import { ACCOUNT_STATES, type AccountState } from "./virtual-account-model.ts";

/** The keys of virtual accounts: whose each is, and which each person has. */

export const virtualAccountItem = entity("virtual_account", {
  version: 1,
  about:
    "A bank account number of a person's own: what is sent to it is a top-up; in the index by when it was looked into",
  pk: "U#{userId}",
  sk: "VA#{currency}",
  index: { pk: "VA#{state}#{mode}", sk: "{lookedAt}" },
  attributes: {
    mode: oneOf("mo", ["test", "live"]),
    state: oneOf("st", ACCOUNT_STATES),
    /** The provider's own id of it, and its bank there. */
    providerId: text("pi"),
    bankSlug: text("bs"),
    /** Both sealed for `virtual-account:<user id>`. The name goes when the account is closed. */
    accountNumber: text("an"),
    accountName: optional(text("na")),
    bankName: text("bn"),
    createdAtMs: time("ca"),
    /** When the provider was last asked to look into it. */
    lookedAtMs: time("la"),
    closingAtMs: optional(time("cl")),
  },
});
export type VirtualAccountRow = ItemOf<typeof virtualAccountItem>;

export const receiverItem = entity("virtual_account_number", {
  version: 1,
  about: "Whose a virtual account number is, by its keyed hash",
  pk: "VN#{numberHash}",
  sk: "#",
  attributes: {
    userId: text("u"),
    currency: text("cu"),
    mode: oneOf("mo", ["test", "live"]),
    /** The number, sealed as in the account: by it the row is keyed anew, also when the account has another or is gone. */
    accountNumber: optional(text("an")),
  },
});
export type Receiver = ItemOf<typeof receiverItem>;

const placeOf = ({ state, mode, lookedAtMs }: Pick<VirtualAccountRow, "state" | "mode" | "lookedAtMs">) => ({
  ...{ state, mode },
  lookedAt: timeKey(lookedAtMs),
});

export async function findVirtualAccount(userId: string, currency: string): Promise<VirtualAccountRow | undefined> {
  return getItem(virtualAccountItem, { userId, currency });
}

/**
 * All of it or nothing. False when the number is noted as somebody else's, under whichever key, or the person has an
 * account: but for one of the other mode, whose place is taken. What is sent to the old number is its owner's all the same.
 * `also` is written with them.
 */
export async function commitVirtualAccount(
  account: VirtualAccountRow,
  accountNumber: string,
  also: readonly Write[] = [],
): Promise<boolean> {
  const { userId, currency, mode } = account;
  const [numberHash, ...olderHashes] = lookupHashes("bank_account", accountNumber);
  const receiver: Receiver = {
    numberHash: present(numberHash, "there is a current key"),
    ...{ userId, currency, mode, accountNumber: account.accountNumber },
  };
  const isFree = [anyOf([missing("userId"), equals("userId", userId)])];
  const outcome = await transact([
    put(virtualAccountItem, account, {
      ...{ rule: "account", index: placeOf(account) },
      when: [anyOf([absent(), differs("mode", mode)])],
    }),
    put(receiverItem, receiver, { rule: "receiver", when: isFree }),
    // One of the owner's that waits to be moved by a rotation is in its new place with this.
    ...olderHashes.map((older, index) =>
      remove(receiverItem, { numberHash: older }, { rule: `receiver_${index}`, when: isFree }),
    ),
    ...also,
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

/**
 * Says, before it is done, that the provider is asked to look into an account; for one caller in so long, and for none
 * that is closed: that one has left the index for good.
 */
export async function claimLook(account: VirtualAccountRow, pauseMs: number): Promise<boolean> {
  const { userId, currency, state, mode } = account;
  if (state === "closed") return false;
  const lookedAtMs = now();
  const { done } = await write(
    update(
      virtualAccountItem,
      { userId, currency },
      {
        rule: "rested",
        when: [equals("state", state), atMost("lookedAtMs", lookedAtMs - pauseMs)],
        set: { lookedAtMs },
        index: placeOf({ state, mode, lookedAtMs }),
      },
    ),
  );
  return done;
}

/** From one state into the next, whoever comes first. What told whose it was goes with the closing. */
export async function turnAccount(account: VirtualAccountRow, state: AccountState): Promise<boolean> {
  const { userId, currency, mode, lookedAtMs } = account;
  const { done } = await write(
    update(
      virtualAccountItem,
      { userId, currency },
      {
        rule: "state",
        when: [equals("state", account.state), equals("providerId", account.providerId)],
        set: { state, ...(state === "closing" ? { closingAtMs: now() } : {}) },
        ...(state === "closed" ? { remove: ["accountName"] as const } : {}),
        index: state === "closed" ? null : placeOf({ state, mode, lookedAtMs }),
      },
    ),
  );
  return done;
}

/** Accounts in a state, those first that were looked into longest ago. */
export async function listAccounts(
  state: AccountState,
  mode: string,
  limit: number,
): Promise<readonly VirtualAccountRow[]> {
  const { keys } = await queryIndex(virtualAccountItem, { state, mode }, { limit });
  const found = await batchGet(keys.map((key) => keyOf(virtualAccountItem, key)));
  return keys.flatMap((key) => found.get(virtualAccountItem, key) ?? []).filter((row) => row.state === state);
}
