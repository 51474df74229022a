import { type Found, type KeyRef, TableBusy } from "@cowry/table";
import { type Currency, type Customer, HOUR, now, type Proof } from "../kernel/index.ts";
import type { Feature } from "../users/index.ts";
import { checkFeature } from "./access.ts";
import { isConfirmed } from "./confirmation.ts";
import { errors } from "./errors.ts";
import { admit, type Limit } from "./limiter.ts";
import { CONFIRMATION_AMOUNT_MAX, PIN_FREE_AMOUNT_MAX } from "./model.ts";
import { checkCaller, prove, type Proven } from "./proving.ts";
import { type Credentials, credentialsItem, credentialsKey } from "./store.ts";

/** A proof on its way: the caller loads its own facts meanwhile. */
export interface Confirmation {
  /** Put these into your own batchGet (consistent): the credentials, when a confirmation token is used. */
  readonly reads: readonly KeyRef[];
  /** Throws unless the person proved the PIN, is not blocked, and the access token has not been revoked. */
  readonly check: (found: Found) => Promise<Confirmed>;
}

export interface Confirmed {
  /** Resolves when the attempt has been given back. It runs already: await it beside the commit, and never fails. */
  readonly finish: () => Promise<void>;
  /** The PIN was reset by a code in the last day: less may be moved at a time. */
  readonly reducedLimits: boolean;
}

/** Small orders without a PIN: so many at once, and then one per so long. A stolen phone is worth no more. */
export const PIN_FREE: Limit = { name: "pin-free", burst: 5, everyMs: HOUR };

/**
 * Starts checking a proof of the PIN: with the PIN itself an attempt is reserved and compared at once, beside the
 * caller's own loading; with a confirmation token the caller reads the credentials along with its facts.
 * Above CONFIRMATION_AMOUNT_MAX a token is refused at once, whatever it is worth. No proof at all is enough below the
 * amount that the person set for it. Asks for PIN_PEPPERS and SESSION_KEYS.
 */
export function confirmMoney(actor: Customer, proof: Proof, order: OrderedMoney): Confirmation {
  if ("pin" in proof) return confirmByPin(actor, proof.pin, order);
  if ("absent" in proof) return confirmSmall(actor, order);
  if (order.amount > CONFIRMATION_AMOUNT_MAX[order.currency]) throw errors.pin_required();
  return confirmByToken(actor, proof.confirmation, order);
}

/** How much money an order moves, without fees; and what for, where staff can shut that. */
export interface OrderedMoney {
  readonly amount: bigint;
  readonly currency: Currency;
  readonly feature?: Feature;
}

function confirmByPin(actor: Customer, pin: string, order: OrderedMoney): Confirmation {
  const proving = prove("pin", actor, pin).then((proven) => settling(proven, order));
  // A caller whose loading failed never asks; the attempt has been settled or ends by itself.
  proving.catch(() => undefined);
  return { reads: [], check: () => proving };
}

/** Settling starts at once, so that a refusal of the order itself does not leave the attempt open. */
function settling(proven: Proven, { feature }: OrderedMoney): Confirmed {
  const settled = proven.settle().catch((error: unknown) => {
    // The money may be committed by now. An attempt that could not be given back ends after a minute.
    if (!(error instanceof TableBusy)) throw error;
  });
  settled.catch(() => undefined);
  checkFeature(proven.credentials, feature);
  return { finish: () => settled, reducedLimits: isReduced(proven.credentials) };
}

function isReduced({ reducedUntilMs = 0 }: Credentials): boolean {
  return reducedUntilMs > now();
}

/** Nothing to give back. */
function confirmed(credentials: Credentials, { feature }: OrderedMoney): Confirmed {
  checkFeature(credentials, feature);
  return { finish: () => Promise.resolve(), reducedLimits: isReduced(credentials) };
}

function confirmSmall(actor: Customer, order: OrderedMoney): Confirmation {
  const { userId } = actor;
  const { amount, currency } = order;
  return {
    reads: [credentialsKey(userId)],
    check: async (found) => {
      const credentials = checkCaller(found.get(credentialsItem, { userId }), actor);
      const below = BigInt(credentials.pinFreeBelow?.[currency] ?? "0");
      if (amount >= below || amount > PIN_FREE_AMOUNT_MAX[currency]) throw errors.pin_required();
      checkFeature(credentials, order.feature);
      await admit([{ limit: PIN_FREE, key: userId, isId: true }]);
      return confirmed(credentials, order);
    },
  };
}

function confirmByToken(actor: Customer, token: string, order: OrderedMoney): Confirmation {
  const { userId } = actor;
  return {
    reads: [credentialsKey(userId)],
    check: (found) =>
      new Promise((resolve) => {
        const credentials = checkCaller(found.get(credentialsItem, { userId }), actor);
        if (!isConfirmed(token, actor, credentials)) throw errors.confirmation_invalid();
        resolve(confirmed(credentials, order));
      }),
  };
}
