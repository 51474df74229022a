import { absent, put, type Write } from "@cowry/table";
import { type Currency, now, seal } from "../kernel/index.ts";
import { type Wallet, walletItem } from "./store.ts";

/** Names are stored short, so that every item of a transfer stays within 1 KB whatever people are called. */
export const DISPLAY_NAME_BYTES_MAX = 40;

export interface Opening {
  readonly userId: string;
  readonly currency: Currency;
  /** Ten national digits of the phone. Stored sealed. */
  readonly accountNumber: string;
  /** Masked, e.g. `Amina B.`. */
  readonly displayName: string;
}

/** What a wallet's account number is sealed for: a value moved to another wallet does not open. */
export function accountNumberContext(userId: string): string {
  return `wallet:${userId}:account`;
}

/** The empty wallet of somebody new, to be written in the registration's own transaction. Rule: "wallet". */
export function walletOpening(of: Opening): Write {
  return put(walletItem, newWallet(of), { rule: "wallet", when: [absent()] });
}

/** The first wallet of somebody, as it is opened. */
export function newWallet({ userId, currency, accountNumber, displayName }: Opening): Wallet {
  return emptyWallet({
    ...{ userId, currency },
    displayName: clipBytes(displayName, DISPLAY_NAME_BYTES_MAX),
    accountNumber: seal(accountNumber, accountNumberContext(userId)),
  });
}

/** Whose a wallet is, and what is known of them: the same in each of their wallets. */
export type Holder = Pick<Wallet, "userId" | "currency" | "displayName" | "accountNumber" | "tier" | "limitRole">;

/** Opened now, with nothing in it. */
export function emptyWallet(holder: Holder): Wallet {
  const openedAtMs = now();
  return {
    ...holder,
    available: 0n,
    reserved: 0n,
    version: 1,
    sequence: 0,
    status: "active",
    lastEntryAtMs: openedAtMs,
    lastHash: "",
    openedAtMs,
  };
}

/** The longest beginning of whole characters that fits. */
export function clipBytes(text: string, bytesMax: number): string {
  let clipped = "";
  for (const character of text) {
    if (Buffer.byteLength(clipped + character) > bytesMax) break;
    clipped += character;
  }
  return clipped.trimEnd();
}
