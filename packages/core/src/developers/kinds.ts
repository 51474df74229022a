import { now } from "../kernel/index.ts";
import { hashedIn, type Kind } from "../rotation/index.ts";
import { isLive } from "./model.ts";
import { clientItem } from "./store.ts";

/** What stands here under LOOKUP_KEYS: secrets that still open something. None lives for more than a year. */
export const clientKinds: readonly Kind[] = [
  hashedIn(clientItem, "LOOKUP_KEYS", (client) => {
    const { secretHash, oldSecretHash, oldSecretEndsAtMs = 0 } = client;
    const old = oldSecretHash !== undefined && oldSecretEndsAtMs > now() ? [oldSecretHash] : [];
    const hashes = isLive(client, now()) ? [secretHash, ...old] : [];
    return hashes.map((hash) => hash.slice(0, hash.indexOf(".")));
  }),
];
