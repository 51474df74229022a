import { type Role, ROLES } from "./actor.ts";

/** What staff may do. Doors ask for a permission, never for a role; which role has which is the table below. */
export const PERMISSIONS = [
  "users.read",
  "users.sign_out",
  "users.block",
  "users.assign_role",
  "audit.read",
  "wallets.read",
  "wallets.freeze",
  "wallets.close",
  "corrections.propose",
  "corrections.approve",
  "approvals.read",
  "approvals.decide",
  "reviews.read",
  "reviews.decide",
  "holds.release",
  "policy.read",
  "policy.propose",
  "policy.approve",
  "ledger.audit",
  "reconciliation.read",
  "reconciliation.run",
  "float.read",
  "payouts.read",
  "payouts.settle",
  "bulk_payouts.propose",
  "bulk_payouts.approve",
  "refunds.read",
  "refunds.propose",
  "refunds.approve",
  "disputes.read",
  "disputes.decide",
  "webhooks.read",
  "webhooks.replay",
  "api_clients.manage",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const SUPPORT = [
  "users.read",
  "users.sign_out",
  "wallets.read",
  "audit.read",
  "payouts.read",
  "refunds.read",
  "disputes.read",
] as const;
const FINANCE = [
  ...SUPPORT,
  "corrections.propose",
  "corrections.approve",
  "approvals.read",
  "approvals.decide",
  "ledger.audit",
  "reconciliation.read",
  "reconciliation.run",
  "float.read",
  "payouts.settle",
  "bulk_payouts.propose",
  "bulk_payouts.approve",
  "refunds.propose",
  "refunds.approve",
  "disputes.decide",
  "webhooks.read",
  "webhooks.replay",
  "policy.read",
  "policy.propose",
] as const;
const COMPLIANCE = [
  ...SUPPORT,
  "users.block",
  "wallets.freeze",
  "reviews.read",
  "reviews.decide",
  "holds.release",
  "approvals.read",
  "approvals.decide",
  "policy.read",
  "policy.propose",
] as const;
const ADMIN = [
  ...new Set([...FINANCE, ...COMPLIANCE]),
  "wallets.close",
  "users.assign_role",
  "policy.approve",
  "api_clients.manage",
] as const;

/** The roles that work for us, and what each may do. Everybody else has no permission at all. */
export const ROLE_PERMISSIONS = {
  support: SUPPORT,
  finance: FINANCE,
  compliance: COMPLIANCE,
  admin: ADMIN,
  super_admin: PERMISSIONS,
} as const satisfies Partial<Record<Role, readonly Permission[]>>;
export type StaffRole = keyof typeof ROLE_PERMISSIONS;

export function isStaffRole(role: Role): role is StaffRole {
  return Object.hasOwn(ROLE_PERMISSIONS, role);
}

/**
 * What is about one person, so that staff of a branch may do it to its people. Everything else concerns the house as a
 * whole (money of everybody, rules, decisions) and is for staff without a branch.
 */
export const BRANCH_PERMISSIONS = [
  "users.read",
  "users.sign_out",
  "users.block",
  "users.assign_role",
  "audit.read",
  "wallets.read",
  "wallets.freeze",
  "wallets.close",
] as const satisfies readonly Permission[];

/** True when staff of a branch may use it, for people of their branch. */
export function isForBranches(permission: Permission): boolean {
  return (BRANCH_PERMISSIONS as readonly Permission[]).includes(permission);
}

/** True when one of the roles has the permission. */
export function isPermitted(roles: readonly Role[], permission: Permission): boolean {
  return roles.some(
    (role) => isStaffRole(role) && (ROLE_PERMISSIONS[role] as readonly Permission[]).includes(permission),
  );
}

/** The roles that have it, in the order of the list. */
export function rolesWith(permission: Permission): readonly Role[] {
  return ROLES.filter((role) => isPermitted([role], permission));
}

/**
 * What a third party's program may be allowed by the owner of its key: each opens a door. None lets it send or promise
 * money: for that it would need a PIN, which it does not have.
 */
export const SCOPES = ["profile:read", "wallet:read", "holds:capture"] as const;
export type Scope = (typeof SCOPES)[number];
