import { equals, removeAll, update, write } from "@cowry/table";
import { sessionItem } from "./session-store.ts";
import { deviceItem, loginItem, pendingItem } from "./sign-in-store.ts";
import { credentialsItem, passwordHistoryItem } from "./store.ts";

/**
 * Erases what somebody signed in with, on and from, once their account is closed: sessions, devices with their keys,
 * sign-ins, secrets. The credentials stay as the sign that the account is closed, and prove nothing any more. Safe to
 * repeat.
 */
export async function eraseSignIns(userId: string): Promise<void> {
  await Promise.all([
    removeAll(sessionItem, { userId }),
    removeAll(deviceItem, { userId }),
    removeAll(loginItem, { userId }),
    removeAll(pendingItem, { userId }),
    removeAll(passwordHistoryItem, { userId }),
    write(
      update(
        credentialsItem,
        { userId },
        {
          rule: "closed",
          when: [equals("status", "closed")],
          set: { passwordHash: "" },
          remove: ["pinHash", "pinFreeBelow", "secondFactors", "secondFactorAlways", "endedSessions"],
        },
      ),
    ),
  ]);
}
