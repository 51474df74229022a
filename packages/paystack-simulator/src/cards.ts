/** Paystack's own test cards (the last two are ours) and what each does. Nothing else decides how a charge ends, but a fault. */

export type CardStep = "pin" | "phone" | "otp" | "bank_auth";

export interface TestCard {
  readonly key: string;
  readonly label: string;
  readonly number: string;
  readonly cvv: string;
  readonly brand: "visa" | "verve" | "mastercard";
  readonly steps: readonly CardStep[];
  readonly pin?: string;
  readonly outcome: "success" | "failed";
  /** `gateway_response` of the charge. */
  readonly says: string;
  /** What happens when it is charged again without its owner: he is asked, or his bank says no. */
  readonly again?: "challenge" | "declined";
}

/** The one-time code of every card that asks for one. */
export const TEST_OTP = "123456";

const approved = { outcome: "success", says: "Approved" } as const;

/** The expiry is any future month. */
export const CARDS: readonly [TestCard, ...TestCard[]] = [
  {
    key: "success",
    label: "Succeeds at once",
    number: "4084084084084081",
    cvv: "408",
    brand: "visa",
    steps: [],
    outcome: "success",
    says: "Successful",
  },
  {
    key: "pin",
    label: "Asks for the PIN",
    number: "507850785078507812",
    cvv: "081",
    brand: "verve",
    ...approved,
    steps: ["pin"],
    pin: "1111",
  },
  {
    key: "pin_otp",
    label: "Asks for PIN and OTP",
    number: "5060666666666666666",
    cvv: "123",
    brand: "verve",
    ...approved,
    steps: ["pin", "otp"],
    pin: "1234",
  },
  {
    key: "pin_phone_otp",
    label: "Asks for PIN, phone, OTP",
    number: "507850785078507804",
    cvv: "884",
    ...approved,
    brand: "verve",
    steps: ["pin", "phone", "otp"],
    pin: "0000",
  },
  {
    key: "bank_auth",
    label: "Asks on the bank's page",
    number: "5192602720584796",
    cvv: "123",
    ...approved,
    brand: "mastercard",
    steps: ["bank_auth"],
  },
  {
    key: "declined",
    label: "Is declined",
    number: "4084080000005408",
    cvv: "001",
    brand: "visa",
    steps: [],
    outcome: "failed",
    says: "Declined",
  },
  {
    key: "no_token",
    label: "Fails: no token",
    number: "507850785078507853",
    cvv: "082",
    brand: "verve",
    steps: ["pin"],
    pin: "0000",
    outcome: "failed",
    says: "Token Not Generated",
  },
  {
    key: "insufficient_funds",
    label: "Fails: insufficient funds",
    number: "4084080000670037",
    cvv: "787",
    brand: "visa",
    steps: [],
    outcome: "failed",
    says: "Insufficient Funds",
  },
  {
    key: "refund_fails",
    label: "Succeeds (its refund fails)",
    number: "4084080000671803",
    cvv: "180",
    ...approved,
    brand: "visa",
    steps: [],
  },
  {
    key: "refund_attention",
    label: "Succeeds (its refund needs attention)",
    number: "4084080000671902",
    cvv: "190",
    ...approved,
    brand: "visa",
    steps: [],
  },
  {
    key: "saved_challenge",
    label: "Succeeds; charged again, its owner is asked",
    number: "4084080000672201",
    cvv: "220",
    ...approved,
    brand: "visa",
    steps: [],
    again: "challenge",
  },
  {
    key: "saved_declined",
    label: "Succeeds; charged again, it is declined",
    number: "4084080000672300",
    cvv: "230",
    ...approved,
    brand: "visa",
    steps: [],
    again: "declined",
  },
];

/** By its number (spaces allowed) or its key. */
export function findCard(name: string): TestCard | undefined {
  const number = name.replace(/[\s-]/g, "");
  return CARDS.find((card) => card.number === number || card.key === name);
}

/** In groups of four, as it is embossed. */
export function spaced(number: string): string {
  return number.replace(/(.{4})(?=.)/g, "$1 ");
}
