import { type Anyone, type Customer, errors, type Newcomer, type Origin } from "@cowry/core/kernel";
import type { EndpointDefinition } from "./definition.ts";

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,4096}=*)$/i;

/** Who is calling, by the token in `Authorization`. Token code is loaded by the doors that need it only. */
export async function identify(
  caller: EndpointDefinition["caller"],
  authorization: string | undefined,
  origin: Origin,
): Promise<Anyone | Newcomer | Customer> {
  if (caller === "anyone") return { kind: "anyone", origin };
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (token === undefined) throw errors.unauthenticated();
  const { verifyAccessToken, verifyTempToken } = await import("@cowry/core/auth/tokens");
  if (caller === "newcomer") return { kind: "newcomer", ...(await verifyTempToken(token)), origin };
  return { kind: "customer", ...(await verifyAccessToken(token)), origin };
}
