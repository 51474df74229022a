import * as z from "zod/mini";
import { maskEmail, maskPhone } from "../audit/index.ts";
import { Id, isoTime, parseTime, PhoneInput, ROLES, text, Time } from "../kernel/index.ts";
import {
  type Access,
  Email,
  FEATURES,
  PLATFORMS,
  profileView,
  ProfileView,
  STATUSES,
  type Profile,
} from "../users/index.ts";
import type { BlockOrder } from "./block.ts";
import type { PeopleQuery } from "./find.ts";
import type { Account } from "./read.ts";
import type { RoleOrder } from "./roles.ts";

/** Shapes of this domain on the wire. What staff see of people is masked here. */

const Reason = text(140);
const BranchId = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/));
const RoleList = z.array(z.enum(ROLES)).check(
  z.minLength(1),
  z.maxLength(ROLES.length),
  z.refine((roles) => new Set(roles).size === roles.length, "must not name a role twice"),
);

export const PeopleSearch = z
  .strictObject({
    id: z.optional(Id),
    phone: z.optional(PhoneInput),
    email: z.optional(Email),
    name: z.optional(z.string().check(z.minLength(2), z.maxLength(64), z.regex(/^[^\p{Cc}\p{Cs}]+$/u))),
    limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(50)), 20),
  })
  .check(
    z.refine(
      ({ id, phone, email, name }) => [id, phone, email, name].filter((one) => one !== undefined).length === 1,
      "give one of id, phone, email and name",
    ),
  );

export function toPeopleQuery({ id, phone, email, name }: z.output<typeof PeopleSearch>): PeopleQuery {
  if (id !== undefined) return { by: "id", id };
  if (phone !== undefined) return { by: "phone", phone };
  if (email !== undefined) return { by: "email", email };
  return { by: "name", name: name ?? "" };
}

export const StaffReason = z.strictObject({ reason: Reason });

export const BlockRequest = z.strictObject({ reason: Reason, until: z.optional(Time) });

export function toBlock({ reason, until }: z.output<typeof BlockRequest>): BlockOrder {
  return { reason, untilMs: until === undefined ? undefined : (parseTime(until) ?? 0) };
}

export const RoleRequest = z.strictObject({
  roles: RoleList,
  branch_id: z.optional(z.nullable(BranchId)),
  reason: Reason,
});

export function toRoleOrder({ roles, branch_id: branchId, reason }: z.output<typeof RoleRequest>): RoleOrder {
  return { roles, branchId, reason };
}

const masked = z.nullable(z.string().check(z.maxLength(140)));
const accountFields = {
  id: Id,
  status: z.enum(STATUSES),
  roles: z.array(z.enum(ROLES)).check(z.maxLength(ROLES.length)),
  branch_id: z.nullable(BranchId),
  created_at: Time,
  closed_at: z.nullable(Time),
  block: z.nullable(
    z.strictObject({
      reason: z.string().check(z.maxLength(140)),
      by: z.string().check(z.maxLength(64)),
      at: Time,
      until: z.nullable(Time),
    }),
  ),
};
/** Names as they are: staff talk to people by them. Number and address only masked. */
export const AccountView = z.strictObject({
  ...accountFields,
  first_name: z.string().check(z.maxLength(64)),
  last_name: z.string().check(z.maxLength(64)),
  phone: masked,
  email: masked,
});
export const AccountList = z.strictObject({ items: z.array(AccountView).check(z.maxLength(50)) });
export const RevealedView = z.strictObject({ account: AccountView, profile: ProfileView });

export function accountView({ person, standing, block }: Account): z.output<typeof AccountView> {
  const { userId, firstName, lastName, phone, email, branchId, createdAtMs, closedAtMs } = person;
  return {
    id: userId,
    status: standing.status,
    roles: [...standing.roles],
    branch_id: branchId ?? null,
    created_at: isoTime(createdAtMs),
    closed_at: closedAtMs === undefined ? null : isoTime(closedAtMs),
    block:
      block === undefined
        ? null
        : {
            reason: block.reason,
            by: block.by,
            at: isoTime(block.atMs),
            until: block.untilMs === undefined ? null : isoTime(block.untilMs),
          },
    first_name: firstName,
    last_name: lastName,
    phone: phone === "" ? null : maskPhone(phone),
    email: email === undefined ? null : maskEmail(email),
  };
}

/** A person for themselves, or masked for staff. */
export const ProfileOrAccount = z.union([ProfileView, AccountView]);

export function profileOrAccountView(found: Profile | Account): z.output<typeof ProfileOrAccount> {
  return "standing" in found ? accountView(found) : profileView(found);
}

export function revealedView({ profile, ...account }: Account & { readonly profile: Profile }) {
  return { account: accountView(account), profile: profileView(profile) };
}

const Switch = z.optional(z.boolean());
const platformSwitches = Object.fromEntries(PLATFORMS.map((name) => [name, Switch])) as Record<
  (typeof PLATFORMS)[number],
  typeof Switch
>;
const featureSwitches = Object.fromEntries(FEATURES.map((name) => [name, Switch])) as Record<
  (typeof FEATURES)[number],
  typeof Switch
>;

/** What is named changes, the rest stays. */
export const AccessRequest = z.strictObject({
  platforms: z._default(z.strictObject(platformSwitches), {}),
  features: z._default(z.strictObject(featureSwitches), {}),
  reason: Reason,
});

export function toAccess({ platforms, features, reason }: z.output<typeof AccessRequest>) {
  const given = <T extends object>(switches: T) =>
    Object.fromEntries(Object.entries(switches).filter(([, open]) => open !== undefined)) as {
      [K in keyof T]: boolean;
    };
  return { platforms: given(platforms), features: given(features), reason };
}

const Open = z.boolean();
export const AccessView = z.strictObject({
  platforms: z.strictObject({ web: Open, mobile: Open, ussd: Open, api: Open }),
  features: z.strictObject({ topups: Open, transfers: Open, payouts: Open, holds: Open, api_keys: Open }),
});

export function accessView({ platforms, features }: Access): z.output<typeof AccessView> {
  const isOpen = (open: boolean | undefined) => open !== false;
  return {
    platforms: {
      web: isOpen(platforms.web),
      mobile: isOpen(platforms.mobile),
      ussd: isOpen(platforms.ussd),
      api: isOpen(platforms.api),
    },
    features: {
      topups: isOpen(features.topups),
      transfers: isOpen(features.transfers),
      payouts: isOpen(features.payouts),
      holds: isOpen(features.holds),
      api_keys: isOpen(features.api_keys),
    },
  };
}

export const ClosingRequest = z.strictObject({ reason: z.optional(Reason) });

/** What of the event is read here: somebody closed their account. */
export const AccountClosed = z.object({ userId: Id, action: z.literal("users.account_closed") });
