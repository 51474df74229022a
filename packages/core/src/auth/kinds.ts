import { hashedIn, type Kind, sealedIn } from "../rotation/index.ts";
import { pepperIdOf } from "./key-prefix.ts";
import { sessionIpContext, sessionItem } from "./session-store.ts";
import { loginIpContext, loginItem } from "./sign-in-store.ts";
import { credentialsItem, passwordHistoryItem } from "./store.ts";

/** What stands here under FIELD_KEYS and PIN_PEPPERS. Codes do not live long enough to be told of. */
export const signInKinds: readonly Kind[] = [
  sealedIn(sessionItem, { ip: ({ sessionId }) => sessionIpContext(sessionId) }),
  sealedIn(loginItem, { ip: ({ loginId }) => loginIpContext(loginId) }),
  hashedIn(credentialsItem, "PIN_PEPPERS", ({ passwordHash, pinHash = "" }) =>
    // A closed account's are empty.
    [passwordHash, pinHash].filter((hash) => hash !== "").map(pepperIdOf),
  ),
  hashedIn(passwordHistoryItem, "PIN_PEPPERS", ({ hashes }) => hashes.map(pepperIdOf)),
];
