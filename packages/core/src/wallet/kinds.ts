import { type Kind, sealedIn } from "../rotation/index.ts";
import { accountNumberContext } from "./opening.ts";
import { walletItem } from "./store.ts";

/** What stands here under FIELD_KEYS. No version changes with it: a transfer under way goes on. */
export const walletKinds: readonly Kind[] = [
  sealedIn(walletItem, { accountNumber: ({ userId }) => accountNumberContext(userId) }),
];
