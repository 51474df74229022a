import {
  type Anyone,
  type ApiClient,
  type Customer,
  errors,
  isForBranches,
  isPermitted,
  type Newcomer,
  type Origin,
  type Permission,
  type Staff,
} from "@cowry/core/kernel";
import { verifyAccessToken, verifyTempToken } from "@cowry/core/auth/tokens";
import { verifyApiKey, verifyClientToken } from "@cowry/platform/know-client";
import { verifyStaff } from "@cowry/platform/know-staff";
import { staffNetworks } from "./config.ts";
import type { EndpointDefinition } from "./definition.ts";
import { isWithin } from "./staff-networks.ts";

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,4096}=*)$/i;
const API_KEY = /^cwk_/;

/** Whoever a request can come from. */
export type Caller = Anyone | Newcomer | Customer | Staff | ApiClient;

type Door = Pick<EndpointDefinition, "caller" | "permission" | "scope">;

/**
 * Who is calling, by the token in `Authorization`. For staff this is what the token says: `confirmStaff` asks the
 * credentials, once the request has proved well-formed. (Nothing is imported late: a bundle keeps all of what is.)
 */
export async function identify(door: Door, authorization: string | undefined, origin: Origin): Promise<Caller> {
  if (door.caller === "anyone") return { kind: "anyone", origin };
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (token === undefined) throw errors.unauthenticated();
  if (door.scope !== undefined && API_KEY.test(token)) return apiClient(door, token, origin);
  if (door.caller === "newcomer") return { kind: "newcomer", ...(await verifyTempToken(token)), origin };
  const claims = door.scope === undefined ? await verifyAccessToken(token) : await verifyAccessToken(token).catch(none);
  if (claims === undefined) return apiClient(door, token, origin);
  if (door.caller === "customer") return { kind: "customer", ...claims, origin };
  const staff: Staff = { kind: "staff", ...claims, branchId: undefined, origin };
  checkPermitted(staff, door.permission);
  if (!isWithin(staffNetworks(), origin.ip)) throw errors.forbidden();
  return staff;
}

const none = () => undefined;

/** Staff as their credentials have them now, whatever their token said. */
export async function confirmStaff(door: Door, claimed: Staff): Promise<Staff> {
  const { kind: _, branchId: __, origin, ...claims } = claimed;
  const staff = await verifyStaff(claims, origin);
  checkPermitted(staff, door.permission);
  return staff;
}

/** A door without a permission is no staff door: nobody may. Staff of a branch may only what is about its people. */
function checkPermitted({ roles, branchId }: Staff, permission: Permission | undefined): void {
  if (permission === undefined || !isPermitted(roles, permission)) throw errors.forbidden();
  if (branchId !== undefined && !isForBranches(permission)) throw errors.forbidden();
}

async function apiClient({ scope }: Door, token: string, origin: Origin): Promise<ApiClient> {
  const client = API_KEY.test(token) ? await verifyApiKey(token, origin) : await verifyClientToken(token, origin);
  if (scope === undefined || !client.scopes.includes(scope)) throw errors.forbidden();
  return client;
}
