import { type Anyone, MINUTE } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { findEmailRow, findUserByPhone } from "../users/index.ts";
import { admit, blockOf, type Limit } from "./limiter.ts";

/** It tells who is a customer, which is what it is for: so it is for people who type, not for machines. */
export const AVAILABILITY_PER_BLOCK: Limit = { name: "available-block", burst: 20, everyMs: 3 * MINUTE };
export const AVAILABILITY_PER_DEVICE: Limit = { name: "available-device", burst: 5, everyMs: 10 * MINUTE };

export type Wanted = { readonly phone: string } | { readonly email: string };

/** True when nobody has this number or address. Asks for LOOKUP_KEYS and OTP_KEYS. */
export async function isAvailable({ origin }: Anyone, wanted: Wanted): Promise<boolean> {
  const phone = "phone" in wanted ? readPhone(wanted.phone) : undefined;
  const { ip, deviceId } = origin;
  await admit([
    { limit: AVAILABILITY_PER_BLOCK, key: blockOf(ip) },
    // Without a device all who leave it out share one.
    { limit: AVAILABILITY_PER_DEVICE, key: deviceId ?? `none:${blockOf(ip)}` },
  ]);
  if (phone !== undefined) return (await findUserByPhone(phone.e164)) === undefined;
  return "email" in wanted && (await findEmailRow(wanted.email)) === undefined;
}
