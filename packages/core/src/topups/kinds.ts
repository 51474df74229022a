import { absent, equals, missing, put, remove } from "@cowry/table";
import { lookupHashes, unseal } from "../kernel/index.ts";
import { keyedBy, type Kind, sealedIn } from "../rotation/index.ts";
import { findVirtualAccount, receiverItem, virtualAccountItem } from "./account-store.ts";
import { cardContext, cardItem } from "./card-store.ts";
import { contextOf } from "./virtual-account-model.ts";

/** What stands here under FIELD_KEYS and LOOKUP_KEYS. */
export const topupKinds: readonly Kind[] = [
  sealedIn(virtualAccountItem, {
    accountNumber: ({ userId }) => contextOf(userId),
    accountName: ({ userId }) => contextOf(userId),
  }),
  sealedIn(cardItem, { authorization: ({ userId, cardId }) => cardContext(userId, cardId) }),
  sealedIn(receiverItem, { accountNumber: ({ userId }) => contextOf(userId) }),
  keyedBy(receiverItem, {
    hashOf: ({ numberHash }) => numberHash,
    source: async ({ userId, currency, accountNumber }) => {
      // A row of before this was kept in it: its account says it, unless that has another number by now.
      const sealed = accountNumber ?? (await findVirtualAccount(userId, currency))?.accountNumber;
      if (sealed === undefined) return { hashes: [] };
      return { hashes: [lookupHashes("bank_account", unseal(sealed, contextOf(userId)))] };
    },
    moved: (row, numberHash) => [
      put(receiverItem, { ...row, numberHash }, { rule: "new", when: [absent()] }),
      remove(receiverItem, row, {
        rule: "old",
        when: [
          ...[equals("userId", row.userId), equals("mode", row.mode)],
          // Sealed anew in this very moment: the next pass moves it.
          row.accountNumber === undefined ? missing("accountNumber") : equals("accountNumber", row.accountNumber),
        ],
      }),
    ],
  }),
];
