import { equals, has, missing, present as exists, remove, update, type Write } from "@cowry/table";
import { now, seal } from "../kernel/index.ts";
import { findEmailRow } from "./contact.ts";
import { detailsGone, profileVersion } from "./details.ts";
import { errors } from "./errors.ts";
import { nameRowsGone, wordsOf } from "./names.ts";
import { roleProfilesGone } from "./role-profiles.ts";
import { notificationSettingsItem, settingsItem } from "./settings-store.ts";
import {
  context,
  emailItem,
  findPerson,
  findPhoneKey,
  phoneItem,
  referralCodeItem,
  referralItem,
  sealNames,
  userItem,
} from "./store.ts";

/**
 * What closing an account changes here, for the transaction that closes the wallets and the credentials: the number and
 * the address are free for somebody new, and whatever told who this was is gone. The id stays, and the books, which
 * know ids and masked names only. Rules: "phone", "email", "user", "details". Asks for LOOKUP_KEYS and FIELD_KEYS.
 */
export async function leavingWrites(userId: string): Promise<readonly Write[]> {
  // Looked at first: whoever is called otherwise after this look is not closed under the words of the old name.
  const version = await profileVersion(userId);
  const person = await findPerson(userId, { consistent: true });
  if (person === undefined || person.closedAtMs !== undefined) throw errors.user_not_found();
  const { phone, email, firstName, lastName, referralCode, referredBy } = person;
  const [phoneKey, emailRow] = await Promise.all([
    findPhoneKey(phone),
    email === undefined ? undefined : findEmailRow(email),
  ]);
  const own = [equals("userId", userId)];
  return [
    update(
      userItem,
      { userId },
      {
        rule: "user",
        when: [exists()],
        set: {
          names: sealNames({ userId, firstName: "", lastName: "" }),
          phone: seal("", context(userId, "phone")),
          closedAtMs: now(),
        },
        remove: ["email"],
      },
    ),
    ...(phoneKey === undefined ? [] : [remove(phoneItem, phoneKey, { rule: "phone", when: own })]),
    ...(emailRow?.userId === userId
      ? [remove(emailItem, { emailHash: emailRow.emailHash }, { rule: "email", when: own })]
      : []),
    remove(referralCodeItem, { code: referralCode }),
    ...leftReferral(userId, referredBy),
    ...nameRowsGone(userId, wordsOf(firstName, lastName)),
    ...roleProfilesGone(userId),
    detailsGone(userId, version),
    remove(settingsItem, { userId }),
    remove(notificationSettingsItem, { userId }),
  ];
}

/** Says, once, that what the law lets go has been erased. Rule: "erased". */
export function erasedMark(userId: string): Write {
  const when = [missing("erasedAtMs"), has("closedAtMs")];
  return update(userItem, { userId }, { rule: "erased", when, set: { erasedAtMs: now() } });
}

/** Who referred this person sees that somebody left, and no longer who. */
function leftReferral(userId: string, referrerId: string | undefined): Write[] {
  if (referrerId === undefined) return [];
  const set = { displayName: "Somebody", leftAtMs: now() };
  return [update(referralItem, { referrerId, userId }, { rule: "referral", when: [exists()], set })];
}
