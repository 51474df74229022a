import { equals, missing, update, type Write } from "@cowry/table";
import type { Currency, Customer, Role } from "../kernel/index.ts";
import { errors as userErrors, type Status } from "../users/index.ts";
import { PIN_FREE_AMOUNT_MAX } from "./model.ts";
import { errors } from "./errors.ts";
import { setPinFreeBelow } from "./pin-free.ts";
import { prove } from "./proving.ts";
import { type Credentials, credentialsItem, findCredentials } from "./store.ts";

/** How somebody stands with us: what others than the person change in the credentials. */
export interface Standing {
  readonly status: Status;
  readonly roles: readonly Role[];
  /** Staff of a branch see its people only. */
  readonly branchId: string | undefined;
  /** Access tokens of an older epoch have ended. */
  readonly epoch: number;
  /** Platforms and features that staff shut. */
  readonly shut?: Credentials["shut"];
}

/** Consistent: a block counts at once. */
export async function loadStanding(userId: string): Promise<Standing | undefined> {
  const credentials = await findCredentials(userId);
  if (credentials === undefined) return undefined;
  const { status, roles, branchId, epoch, shut } = credentials;
  return { status, roles, branchId, epoch, shut };
}

/** Ends every access token and session of a person; the condition beside it lets it happen once. */
const ENDED = { epoch: 1, sessionEpoch: 1 } as const;

/**
 * Blocks, unblocks or closes: whatever was signed in has ended. `epoch`: for who acts by a token, which may have ended since.
 * Rule: "standing".
 */
export function statusChange(userId: string, from: Status, to: Status, epoch?: number): Write {
  const when = [...(epoch === undefined ? [] : [equals("epoch", epoch)]), equals("status", from)];
  return update(credentialsItem, { userId }, { rule: "standing", when, set: { status: to }, add: ENDED });
}

/** Gives a person other roles, and staff their branch: tokens that tell the old ones have ended. Rule: "standing". */
export function rolesChange(
  userId: string,
  from: Standing,
  { roles, branchId }: { readonly roles: readonly Role[]; readonly branchId: string | undefined },
): Write {
  const branch = from.branchId === undefined ? missing("branchId") : equals("branchId", from.branchId);
  const when = [equals("status", from.status), equals("roles", from.roles), branch];
  const common = { rule: "standing", when, add: ENDED } as const;
  return branchId === undefined
    ? update(credentialsItem, { userId }, { ...common, set: { roles }, remove: ["branchId"] })
    : update(credentialsItem, { userId }, { ...common, set: { roles, branchId } });
}

/** Ends every session and token, and changes nothing else. Twice is once more. Rule: "standing". */
export function sessionsEnd(userId: string, { status }: Standing): Write {
  return update(credentialsItem, { userId }, { rule: "standing", when: [equals("status", status)], add: ENDED });
}

/** Proves the PIN for something that moves no money. Asks for PIN_PEPPERS. */
export async function confirmPin(actor: Customer, pin: string | undefined): Promise<void> {
  if (pin === undefined) throw errors.pin_required();
  const { settle } = await prove("pin", actor, pin);
  await settle();
}

/** What makes an amount of the actor's choice free of the PIN below it, for the transaction that stores their settings. */
export async function pinFreeWrites(actor: Customer, currency: Currency, below: bigint): Promise<readonly Write[]> {
  const credentials = await findCredentials(actor.userId);
  if (credentials?.epoch !== actor.epoch) throw errors.session_revoked();
  if (below > PIN_FREE_AMOUNT_MAX[currency]) throw userErrors.settings_not_allowed();
  return [setPinFreeBelow(credentials, { [currency]: below })];
}
