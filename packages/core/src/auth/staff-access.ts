import { batchGet } from "@cowry/table";
import { errors as kernelErrors, isStaffRole, now, type Origin, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { factorErrors } from "./factor-errors.ts";
import { type Session, sessionItem, sessionKey } from "./session-store.ts";
import { SIGN_IN_POLICIES, type SignInPolicy } from "./sign-in-policy.ts";
import { type Credentials, credentialsItem, credentialsKey } from "./store.ts";
import type { AccessClaims } from "./tokens.ts";

/** How a staff door says no, before anything is parsed. */
export const STAFF_REFUSALS = [
  errors.account_blocked,
  errors.session_revoked,
  factorErrors.second_factor_required,
  kernelErrors.forbidden,
] as const;

/**
 * Somebody who works for us, by their access token and the table: the session lives, the epoch is the present one and
 * the roles are those of this moment, and a second factor was given in this session (or the first was two in one): staff
 * who have set up none yet get as far as setting one up. One round trip. What they may do is the door's to ask of the roles.
 */
export async function verifyStaff(claims: AccessClaims, origin: Origin): Promise<Staff> {
  const { userId, sessionId, epoch, clientId } = claims;
  const found = await batchGet([credentialsKey(userId), sessionKey(claims)]);
  const credentials = found.get(credentialsItem, { userId });
  const session = found.get(sessionItem, { userId, sessionId });
  if (credentials?.epoch !== epoch || !isLive(session, credentials)) throw errors.session_revoked();
  const { status, roles, branchId } = credentials;
  if (status !== "active") throw errors.account_blocked();
  if (!roles.some(isStaffRole)) throw kernelErrors.forbidden();
  if (!hasSecondFactor(session)) throw factorErrors.second_factor_required();
  return { kind: "staff", userId, sessionId, epoch, roles, branchId, clientId, origin };
}

function hasSecondFactor({ firstFactor, secondFactorAtMs }: Session): boolean {
  const { twoInOne } = SIGN_IN_POLICIES.staff as SignInPolicy;
  return secondFactorAtMs !== undefined || (firstFactor !== undefined && twoInOne.includes(firstFactor));
}

function isLive(session: Session | undefined, { sessionEpoch }: Credentials): session is Session {
  return session?.status === "active" && session.sessionEpoch === sessionEpoch && session.endsAtMs > now();
}
