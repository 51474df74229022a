import type { Found, KeyRef } from "@cowry/table";
import { errors as kernelErrors, type Customer, type Proof } from "../kernel/index.ts";

/** A proof on its way: the caller loads its own facts meanwhile. */
export interface Confirmation {
  /** Put these into your own batchGet (consistent): the credentials row, when a confirmation token is used. */
  readonly reads: readonly KeyRef[];
  /** Throws unless the person proved the PIN and the access token's epoch is the present one. */
  check(found: Found): Promise<Confirmed>;
}

export interface Confirmed {
  /** Gives the attempt back. Runs already; await it beside the commit, whether that succeeds or not. */
  finish(): Promise<void>;
}

/** Starts checking a proof of the PIN: reserves the attempt at once, or asks for a read of the credentials. */
export function confirmMoney(actor: Customer, proof: Proof): Confirmation {
  void actor;
  void proof;
  return {
    reads: [],
    check: () => Promise.reject(kernelErrors.unavailable(undefined, { context: { missing: "confirmMoney" } })),
  };
}
