import { type Kind, sealedIn } from "../rotation/index.ts";
import { auditItem, ipContext } from "./store.ts";

/** What stands here under FIELD_KEYS. */
export const auditKinds: readonly Kind[] = [sealedIn(auditItem, { ip: ({ auditId }) => ipContext(auditId) })];
