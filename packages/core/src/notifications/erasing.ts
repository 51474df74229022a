import { removeAll } from "@cowry/table";
import { inboxItem, noticeItem } from "./store.ts";

/** Erases somebody's inbox, once their account is closed. Safe to repeat. */
export async function eraseInbox(userId: string): Promise<void> {
  await Promise.all([removeAll(noticeItem, { userId }), removeAll(inboxItem, { userId })]);
}
