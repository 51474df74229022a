import { equals, update, type Write } from "@cowry/table";
import type { Role } from "../kernel/index.ts";
import type { Status } from "../users/index.ts";
import { findCredentials, credentialsItem } from "./store.ts";

/** How somebody stands with us: what others than the person change in the credentials. */
export interface Standing {
  readonly status: Status;
  readonly roles: readonly Role[];
  /** Staff of a branch see its people only. */
  readonly branchId: string | undefined;
}

/** Consistent: a block counts at once. */
export async function loadStanding(userId: string): Promise<Standing | undefined> {
  const credentials = await findCredentials(userId);
  if (credentials === undefined) return undefined;
  const { status, roles, branchId } = credentials;
  return { status, roles, branchId };
}

/** Ends every access token and session of a person; the condition beside it lets it happen once. */
const ENDED = { epoch: 1, sessionEpoch: 1 } as const;

/** Blocks, unblocks or closes: whatever was signed in has ended. Rule: "standing". */
export function statusChange(userId: string, from: Status, to: Status): Write {
  const when = [equals("status", from)];
  return update(credentialsItem, { userId }, { rule: "standing", when, set: { status: to }, add: ENDED });
}

/** Gives a person other roles, and staff their branch: tokens that tell the old ones have ended. Rule: "standing". */
export function rolesChange(
  userId: string,
  from: Standing,
  { roles, branchId }: { readonly roles: readonly Role[]; readonly branchId: string | undefined },
): Write {
  const when = [equals("status", from.status), equals("roles", from.roles)];
  const common = { rule: "standing", when, add: ENDED } as const;
  return branchId === undefined
    ? update(credentialsItem, { userId }, { ...common, set: { roles }, remove: ["branchId"] })
    : update(credentialsItem, { userId }, { ...common, set: { roles, branchId } });
}
