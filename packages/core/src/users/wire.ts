import * as z from "zod/mini";
import {
  CurrencyCode,
  DEFAULT_CURRENCY,
  derivedId,
  E164,
  Id,
  isoTime,
  PersonName,
  ROLES,
  Time,
} from "../kernel/index.ts";
import { accountNumberOf } from "../kernel/phone.ts";
import type { Person } from "./model.ts";

/** 8 letters and digits that nobody mistakes for one another. */
export const REFERRAL_CODE_LENGTH = 8;
/** As typed: case does not matter. */
export const ReferralCode = z.string().check(z.regex(/^[2-9A-HJ-NP-Za-hj-km-np-z]{8}$/));

/** Longer addresses exist on paper; the cap keeps a person's item within 1 KB. */
export const Email = z
  .string()
  .check(z.maxLength(128), z.regex(/^[^\s@<>"]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$/));

export const userFields = {
  id: Id,
  phone: E164,
  first_name: PersonName,
  last_name: PersonName,
  email: z.nullable(Email),
  roles: z.array(z.enum(ROLES)).check(z.minLength(1), z.maxLength(ROLES.length)),
  referral_code: z.string().check(z.regex(/^[2-9A-HJ-NP-Z]{8}$/)),
  created_at: Time,
};
/** A person, shown to themselves. */
export const UserView = z.strictObject(userFields);

export function userView(person: Person): z.output<typeof UserView> {
  return {
    id: person.userId,
    phone: person.phone,
    first_name: person.firstName,
    last_name: person.lastName,
    email: person.email ?? null,
    roles: [...person.roles],
    referral_code: person.referralCode,
    created_at: isoTime(person.createdAtMs),
  };
}

const WalletRef = z.strictObject({
  id: Id,
  currency: CurrencyCode,
  account_number: z.string().check(z.regex(/^[0-9]{10}$/)),
});

/** The profile, with the wallets it owns. */
export const MeView = z.strictObject({
  ...userFields,
  wallets: z.array(WalletRef).check(z.minLength(1), z.maxLength(16)),
});

/** Everybody has the wallet that their registration opened. */
export function meView(person: Person): z.output<typeof MeView> {
  return {
    ...userView(person),
    wallets: [
      {
        id: derivedId("wallet", person.userId, DEFAULT_CURRENCY),
        currency: DEFAULT_CURRENCY,
        account_number: accountNumberOf(person.phone),
      },
    ],
  };
}
