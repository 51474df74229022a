import { type Kind, sealedIn } from "../rotation/index.ts";
import { accountContext } from "./beneficiaries.ts";
import { beneficiaryKeyItem, keyContext } from "./beneficiary-key-store.ts";
import { beneficiaryItem } from "./store.ts";

/** What stands here under FIELD_KEYS. */
export const beneficiaryKinds: readonly Kind[] = [
  sealedIn(beneficiaryKeyItem, { key: ({ userId }) => keyContext(userId) }),
  sealedIn(beneficiaryItem, { accountNumber: ({ userId, beneficiaryId }) => accountContext(userId, beneficiaryId) }),
];
