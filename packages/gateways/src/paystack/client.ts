import type { KeyRing } from "@cowry/core/kernel/keys";
import { listBanks, resolveAccount } from "./banks.ts";
import { breakerOf } from "./breaker.ts";
import { initialize, verifyCharge } from "./charges.ts";
import { balance, balanceLedger } from "./ledger.ts";
import { modeOf } from "./mode.ts";
import type { Paystack } from "./outcomes.ts";
import { createRecipient, startTransfer, verifyTransfer } from "./transfers.ts";
import { makeWire, type Wire } from "./wire.ts";

export interface PaystackOptions {
  readonly baseUrl: string;
  /** Calls are made with the current key. */
  readonly keys: KeyRing;
  /** For one attempt. Default 5,000. */
  readonly timeoutMs?: number;
  /** A read is not repeated beyond this. Default 8,000. */
  readonly budgetMs?: number;
}

/** What all parts of the client are made of. A door takes the parts that it needs, and carries no other. */
export interface Connection {
  readonly wire: Wire;
  readonly mode: "test" | "live";
}

export function connect({ baseUrl, keys, timeoutMs = 5_000, budgetMs = 8_000 }: PaystackOptions): Connection {
  const secretKey = keys.keys[keys.current];
  if (secretKey === undefined) throw new TypeError("the current Paystack key is in its ring");
  const address = baseUrl.replace(/\/+$/, "");
  const wire = makeWire({ baseUrl: address, secretKey, timeoutMs, budgetMs, breaker: breakerOf(address) });
  return { wire, mode: modeOf(keys) };
}

/** Paystack, as most doors use it. Never throws for what Paystack or the network does: every outcome is an answer. */
export function paystack(options: PaystackOptions): Paystack {
  const { wire, mode } = connect(options);
  return {
    mode,
    initialize: (order) => initialize(wire, order),
    verifyCharge: (reference) => verifyCharge(wire, reference),
    listBanks: () => listBanks(wire),
    resolveAccount: (account) => resolveAccount(wire, account),
    createRecipient: (order) => createRecipient(wire, order),
    startTransfer: (order) => startTransfer(wire, order),
    verifyTransfer: (reference) => verifyTransfer(wire, reference),
    balance: () => balance(wire),
    balanceLedger: (query = {}) => balanceLedger(wire, query),
  };
}
