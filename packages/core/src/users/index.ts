/**
 * People: who somebody is.
 *
 * Words. A **person** has a profile (names, phone, e-mail, sealed), one **phone row** that makes the number unique and
 * leads to the person, and a **referral code** of their own. Others see a **display name** only: `Amina B.`
 *
 * Invariants. One phone, one person; one e-mail address, one person; a referral code never changes hands. Whatever
 * tells who somebody is stands in the table sealed or as a keyed hash.
 *
 * Not here: codes, secrets, sessions (auth); money (wallet).
 */
export { type EmailRow, emailChange, findEmailRow, isMoved, phoneChange } from "./contact.ts";
export { type Access, accessWrite, loadAccess, shutIn } from "./access.ts";
export { changeProfile, type Profile, type ProfileChange, loadProfile, type Renaming } from "./details.ts";
export { errors } from "./errors.ts";
export { userKinds } from "./kinds.ts";
export { erasedMark, leavingWrites } from "./leaving.ts";
export {
  displayNameOf,
  type Feature,
  FEATURES,
  type NewPerson,
  type Person,
  type PhoneRow,
  type Platform,
  PLATFORMS,
  type Referrer,
  type Status,
  STATUSES,
} from "./model.ts";
export { findByWords, wordsOf } from "./names.ts";
export {
  changeNotificationSettings,
  loadNotificationSettings,
  type NotificationSettings,
} from "./notification-settings.ts";
export { findUserByPhone, loadMe, loadPerson } from "./profile.ts";
export * from "./profile-wire.ts";
export { listReferrals, type Referral } from "./referrals.ts";
export { loadDriverProfile, loadRiderProfile, putDriverProfile, putRiderProfile } from "./role-profiles.ts";
export { changeSettings, loadSettings, type Settings, type SettingsEffects } from "./settings.ts";
export { phoneStatusWrites, roleCopyWrite } from "./staffing.ts";
export { findReferrer, openingRefusal, personIn, personKey, personOpening, stillHere } from "./store.ts";
export { Email, meView, MeView, REFERRAL_CODE_LENGTH, ReferralCode, userView, UserView } from "./wire.ts";
