/**
 * What is done to accounts as a whole: staff find and read people, sign them out, block and unblock them, give roles,
 * open and shut platforms and features; a person closes their own account.
 *
 * Words. Staff **see** a person when the person belongs to their branch, or they have none; staff of a branch do nothing
 * but what is about one person (`BRANCH_PERMISSIONS`). What they see is **masked**;
 * to **reveal** it asks for a reason. A **block** has a reason and perhaps an end.
 *
 * Invariants. Nobody changes what they may do themselves. Roles of admins and super admins are given, taken and blocked by
 * super admins only. A block is credentials, phone row and wallets in one transaction: from that moment on nobody signs
 * in, no token moves money, nobody pays in. Every action leaves an audit entry with what was before and after.
 *
 * Not here: money (wallet, corrections), who may open which door (permissions), how somebody signs in (auth).
 */
export { changeAccess, readAccess } from "./access.ts";
export { blockPerson, endDueBlocks, unblockPerson } from "./block.ts";
export { closeAccount } from "./closing.ts";
export { eraseAccount } from "./erasing.ts";
export { errors } from "./errors.ts";
export { findPeople, type PeopleQuery } from "./find.ts";
export { makeStaff } from "./first-staff.ts";
export { changeWalletOf, readHistoryOf, readTrailOf } from "./oversight.ts";
export { readProfile, readStaffView, revealPerson } from "./read.ts";
export { assignRoles } from "./roles.ts";
export { signOutPerson } from "./sign-out.ts";
export * from "./wire.ts";
