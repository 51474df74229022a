import { equals, missing, update, write } from "@cowry/table";
import type { Customer } from "../kernel/index.ts";
import { UNTOUCHED } from "./attempts.ts";
import { type Bought, issueConfirmation } from "./confirmation.ts";
import { errors } from "./errors.ts";
import { hashSecret } from "./hash.ts";
import { isWeakPin } from "./pin-strength.ts";
import { checkCaller, prove } from "./proving.ts";
import { type Credentials, credentialsItem, guardFields } from "./store.ts";

export interface PinChange {
  readonly pin: string;
  readonly currentPin: string | undefined;
  readonly password: string | undefined;
}

/** Sets the first PIN, or another one for whoever proves the present PIN or the password. Asks for PIN_PEPPERS. */
export async function setTransactionPin(actor: Customer, change: PinChange): Promise<void> {
  if (isWeakPin(change.pin)) throw errors.pin_weak();
  const { currentPin, password } = change;
  if (currentPin !== undefined) return changePin(actor, "pin", currentPin, change.pin);
  if (password !== undefined) return changePin(actor, "password", password, change.pin);
  const { userId, epoch } = actor;
  const set = newPin(userId, change.pin, 0);
  const { done, item } = await write(
    update(
      credentialsItem,
      { userId },
      {
        rule: "first_pin",
        when: [missing("pinHash"), equals("epoch", epoch), equals("status", "active")],
        set,
      },
    ),
  );
  if (done || isSet(set, item)) return;
  checkCaller(item, actor);
  throw errors.pin_change_unproven();
}

async function changePin(actor: Customer, by: "pin" | "password", secret: string, pin: string): Promise<void> {
  const { credentials, settle } = await prove(by, actor, secret);
  const { userId, pinVersion } = credentials;
  const set = newPin(userId, pin, pinVersion);
  const [{ done, item }] = await Promise.all([
    write(
      update(
        credentialsItem,
        { userId },
        {
          rule: "pin_version",
          when: [equals("pinVersion", pinVersion), equals("epoch", actor.epoch)],
          set,
        },
      ),
    ),
    settle(),
  ]);
  if (!done && !isSet(set, item)) throw errors.pin_changed_meanwhile();
}

/** A new PIN starts with no attempts against it, and confirmations bought with the old one end. */
function newPin(userId: string, pin: string, versionBefore: number) {
  return { pinHash: hashSecret("pin", userId, pin), ...guardFields("pin", UNTOUCHED), pinVersion: versionBefore + 1 };
}

/** True when our own write went through and only its answer was lost: no two hashes are alike. */
function isSet(set: { readonly pinHash: string }, credentials: Credentials | undefined): boolean {
  return credentials?.pinHash === set.pinHash;
}

/** Checks the PIN and gives a confirmation token for it. Asks for PIN_PEPPERS and SESSION_KEYS. */
export async function verifyPin(actor: Customer, pin: string): Promise<Bought> {
  const { credentials, settle } = await prove("pin", actor, pin);
  await settle();
  return issueConfirmation(actor, credentials.pinVersion);
}
