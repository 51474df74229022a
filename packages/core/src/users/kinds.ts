import { absent, equals, getItem, present as exists, put, remove } from "@cowry/table";
import { lookupHashes, unseal } from "../kernel/index.ts";
import { keyedBy, type Kind, sealedIn } from "../rotation/index.ts";
import { detailsContext } from "./details.ts";
import { nameWordItem } from "./name-store.ts";
import { wordsOf } from "./names.ts";
import { detailsItem, riderItem } from "./profile-store.ts";
import { riderContext } from "./role-profiles.ts";
import { context, emailItem, namesOf, phoneItem, userItem } from "./store.ts";

/**
 * What stands here under FIELD_KEYS and LOOKUP_KEYS. The value that a row is keyed by is in its owner's profile only: a
 * row that does not fit its owner is nobody's, and stays where it is.
 */
export const userKinds: readonly Kind[] = [
  sealedIn(userItem, {
    names: ({ userId }) => context(userId, "names"),
    phone: ({ userId }) => context(userId, "phone"),
    email: ({ userId }) => context(userId, "email"),
  }),
  sealedIn(detailsItem, { details: ({ userId }) => detailsContext(userId) }),
  sealedIn(riderItem, { sealed: ({ userId }) => riderContext(userId) }),
  keyedBy(phoneItem, {
    hashOf: ({ phoneHash }) => phoneHash,
    source: async ({ userId }) => {
      const user = await getItem(userItem, { userId });
      if (user === undefined) return { hashes: [] };
      return { hashes: [lookupHashes("phone", unseal(user.phone, context(userId, "phone")))] };
    },
    moved: (row, phoneHash) => [
      put(phoneItem, { ...row, phoneHash }, { rule: "new", when: [absent()] }),
      remove(phoneItem, row, {
        rule: "old",
        when: [equals("userId", row.userId), equals("status", row.status), equals("displayName", row.displayName)],
      }),
    ],
  }),
  keyedBy(emailItem, {
    hashOf: ({ emailHash }) => emailHash,
    source: async ({ userId }) => {
      const email = (await getItem(userItem, { userId }))?.email;
      if (email === undefined) return { hashes: [] };
      return { hashes: [lookupHashes("email", unseal(email, context(userId, "email")).toLowerCase())] };
    },
    moved: (row, emailHash) => [
      put(emailItem, { ...row, emailHash }, { rule: "new", when: [absent()] }),
      remove(emailItem, row, {
        rule: "old",
        when: [equals("userId", row.userId), equals("verified", row.verified)],
      }),
    ],
  }),
  keyedBy(nameWordItem, {
    hashOf: ({ wordHash }) => wordHash,
    source: async ({ userId }) => {
      const user = await getItem(userItem, { userId });
      if (user === undefined) return { hashes: [] };
      return { hashes: wordsOf(...namesOf(user)).map((word) => lookupHashes("name", word)) };
    },
    // Whoever is called otherwise meanwhile has taken the old row away, and this moves nothing.
    moved: (row, wordHash) => [
      put(nameWordItem, { ...row, wordHash }),
      remove(nameWordItem, row, { rule: "old", when: [exists()] }),
    ],
  }),
];
