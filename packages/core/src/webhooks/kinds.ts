import { type Kind, sealedIn } from "../rotation/index.ts";
import { webhookContext } from "./receive.ts";
import { webhookItem } from "./store.ts";

/** What stands here under FIELD_KEYS. */
export const webhookKinds: readonly Kind[] = [
  sealedIn(webhookItem, { body: ({ eventId }) => webhookContext(eventId) }),
];
