import { update, type Write } from "@cowry/table";
import type { Customer, Origin } from "../kernel/index.ts";
import type { Feature, Platform } from "../users/index.ts";
import { errors } from "./errors.ts";
import { type Credentials, credentialsItem, findCredentials } from "./store.ts";

/**
 * Platforms and features that staff shut for a person. They stand in the credentials as a copy of the access that staff
 * change (users), because whoever signs in, refreshes or moves money reads those anyway: no request more.
 */

type Shut = Pick<Credentials, "shut">;

/** The way by which a session came: tokens in cookies are the web, any others an app. */
export function platformOf({ platform }: Pick<Origin, "platform">): Platform {
  return platform ?? "mobile";
}

export function isShut({ shut = [] }: Shut, what: Platform | Feature): boolean {
  return shut.includes(what);
}

/** Throws where staff shut this way for the person. */
export function checkPlatform(credentials: Shut, platform: Platform): void {
  if (isShut(credentials, platform)) throw errors.platform_shut();
}

/** Throws where staff shut this feature for the person. */
export function checkFeature(credentials: Shut, feature: Feature | undefined): void {
  if (feature !== undefined && isShut(credentials, feature)) throw errors.feature_shut();
}

/** The same for doors that read no credentials otherwise: one read. */
export async function requireFeature({ userId }: Pick<Customer, "userId">, feature: Feature): Promise<void> {
  checkFeature((await findCredentials(userId)) ?? {}, feature);
}

/**
 * What is shut from now on, for the transaction that changes the access. `narrower`: something is shut that was open, and
 * access tokens of the person end; their sessions go on where the way is open. Rule: "standing".
 */
export function shutChange(userId: string, shut: readonly (Platform | Feature)[], narrower: boolean): Write {
  const common = { rule: "standing", when: [], ...(narrower ? { add: { epoch: 1 } } : {}) } as const;
  return shut.length === 0
    ? update(credentialsItem, { userId }, { ...common, remove: ["shut"] })
    : update(credentialsItem, { userId }, { ...common, set: { shut } });
}
