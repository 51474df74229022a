import { pick } from "./random.ts";

/** What bank accounts do when money is sent to them, and whose they are. */

export const TRANSFER_STATUSES = [
  "pending",
  "otp",
  "received",
  "success",
  "failed",
  "reversed",
  "abandoned",
  "blocked",
  "rejected",
] as const;
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

/** Statuses that gave the money back to the balance. */
export const RETURNED: ReadonlySet<TransferStatus> = new Set([
  "failed",
  "reversed",
  "abandoned",
  "blocked",
  "rejected",
]);

/** One change of a transfer, `afterMs` of the clock after the one before; undefined is the simulator's usual delay. */
export interface TransferMove {
  readonly to: TransferStatus;
  readonly afterMs?: number;
  readonly reason?: string;
}

export interface Behaviour {
  /** The status in the answer of POST /transfer. */
  readonly first: TransferStatus;
  readonly moves: readonly TransferMove[];
}

export interface MagicAccount extends Behaviour {
  readonly number: string;
  readonly label: string;
}

const MINUTE = 60_000;

/** At any bank. Every other account number gets its money after the usual delay. */
export const ACCOUNTS: readonly MagicAccount[] = [
  {
    number: "9990000001",
    label: "Fails",
    first: "pending",
    moves: [{ to: "failed", reason: "Transfer failed at the destination bank" }],
  },
  {
    number: "9990000002",
    label: "Succeeds, is reversed an hour later",
    first: "pending",
    moves: [{ to: "success" }, { to: "reversed", afterMs: 60 * MINUTE, reason: "Reversed by the destination bank" }],
  },
  { number: "9990000003", label: "Stays pending for ever", first: "pending", moves: [] },
  { number: "9990000004", label: "Has no name: cannot be resolved", first: "pending", moves: [{ to: "failed" }] },
  {
    number: "9990000005",
    label: "Is reversed without having succeeded",
    first: "pending",
    moves: [{ to: "reversed", reason: "The destination bank could not credit the account" }],
  },
  { number: "9990000006", label: "Has succeeded when the answer comes", first: "success", moves: [] },
  {
    number: "9990000007",
    label: "Waits for an OTP, is abandoned after 30 minutes",
    first: "otp",
    moves: [{ to: "abandoned", afterMs: 30 * MINUTE }],
  },
  { number: "9990000008", label: "Is refused (fraud watch-list)", first: "pending", moves: [] },
  {
    number: "9990000009",
    label: "Is blocked (approval URL silent)",
    first: "received",
    moves: [{ to: "blocked" }],
  },
  {
    number: "9990000010",
    label: "Is rejected (approval URL says no)",
    first: "received",
    moves: [{ to: "rejected" }],
  },
  {
    number: "9990000011",
    label: "Succeeds after an hour",
    first: "pending",
    moves: [{ to: "success", afterMs: 60 * MINUTE }],
  },
];

const UNRESOLVABLE = "9990000004";
const REFUSED = "9990000008";

export function behaviourOf(accountNumber: string): Behaviour {
  return ACCOUNTS.find((one) => one.number === accountNumber) ?? { first: "pending", moves: [{ to: "success" }] };
}

/** True for the account on the fraud watch-list. */
export function isRefused(accountNumber: string): boolean {
  return accountNumber === REFUSED;
}

const LAST = [
  "OKAFOR",
  "ADEBAYO",
  "BELLO",
  "EZE",
  "BALOGUN",
  "UMAR",
  "NWOSU",
  "ADEYEMI",
  "ABUBAKAR",
  "OBI",
  "LAWAL",
  "OKONKWO",
  "SANI",
  "OGUNLEYE",
  "DANJUMA",
  "IGWE",
] as const;
const FIRST = [
  "AMINA",
  "CHINEDU",
  "NGOZI",
  "OLUWASEUN",
  "FATIMA",
  "EMEKA",
  "YETUNDE",
  "IBRAHIM",
  "ADAEZE",
  "TUNDE",
  "HALIMA",
  "KELECHI",
  "BOLANLE",
  "MUSA",
  "IFEOMA",
  "SEGUN",
] as const;
const MIDDLE = ["GRACE", "MICHAEL", "BLESSING", "DAVID", "ZAINAB", "PETER", "JOY", "SAMUEL"] as const;

/** Whose account it is: the same for ever under one seed. Undefined when it has no name. */
export function accountName(seed: string, bankCode: string, accountNumber: string): string | undefined {
  if (!/^\d{10}$/.test(accountNumber) || accountNumber === UNRESOLVABLE) return undefined;
  const of = (names: readonly [string, ...string[]], part: string): string =>
    pick(names, seed, "name", part, bankCode, accountNumber);
  return `${of(LAST, "last")} ${of(FIRST, "first")} ${of(MIDDLE, "middle")}`;
}
