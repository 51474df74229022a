import type { Minor, RailCurrency } from "../kernel/money.ts";

/**
 * What this domain needs of a payment provider, in the shape `@cowry/gateways/paystack` has; the door hands it over.
 * An unknown outcome is an answer, not an exception: what we do not know is a state.
 */
export interface PaymentProvider {
  /** The mode of our secret key. A charge of the other mode never moves money here. */
  readonly mode: ProviderMode;
  /** Opens a hosted checkout page. */
  initialize(order: CheckoutOrder): Promise<CheckoutOutcome>;
}

export type ProviderMode = "test" | "live";

/** Ways to pay on the checkout page; the provider calls them the same. */
export const PAYMENT_METHODS = ["card", "bank", "ussd", "bank_transfer"] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** Sent along, and told back with the charge: whose wallet it is for, sealed (see `owner-hint.ts`). */
export type SentAlong = Readonly<Record<"owner", string>>;

export interface CheckoutOrder {
  /** Unique for ever at the provider; ours, written down before the call. */
  readonly reference: string;
  readonly metadata: SentAlong;
  readonly email: string;
  readonly amount: Minor;
  readonly currency: RailCurrency;
  /** Where the browser goes after paying; the provider's own page when absent. */
  readonly callbackUrl: string | undefined;
  readonly channels: readonly PaymentMethod[];
}

export type CheckoutOutcome =
  | { readonly outcome: "ready"; readonly paymentUrl: string }
  /** An earlier call with this reference arrived, its answer did not; the page's address cannot be had again. */
  | { readonly outcome: "duplicate" }
  /** Conclusive: no page was made. */
  | { readonly outcome: "refused"; readonly code: string }
  | { readonly outcome: "unknown"; readonly retryAfterSeconds?: number | undefined };

/** What a provider says of a reference when asked. "not_found" right after a page was opened proves nothing. */
export type ChargeFound =
  | ({ readonly outcome: "found" } & Charge)
  | { readonly outcome: "not_found" }
  | { readonly outcome: "unknown"; readonly retryAfterSeconds?: number | undefined };

/** Asking instead of waiting to be told: failed and abandoned charges raise no event, and events get lost. */
export interface ChargeReader {
  verifyCharge(reference: string): Promise<ChargeFound>;
}

/** A charge as the provider tells it. Nothing in it is trusted before it was compared with the order. */
export interface Charge {
  /** The provider's own id. */
  readonly id: string;
  readonly reference: string;
  readonly status: string;
  readonly amount: Minor;
  /** What the provider keeps; undefined when it did not say. */
  readonly fees: Minor | undefined;
  /** As told: may be one that we do not know. */
  readonly currency: string;
  readonly domain: ProviderMode;
  /** What we sent along. */
  readonly owner?: string | undefined;
  /** Where the money was sent to a virtual account: to which. */
  readonly transferred?: { readonly receiverAccount: string } | undefined;
  /** Where it was paid with a card that may be charged again. */
  readonly savedCard?: ChargeableCard | undefined;
}

/** A card as the provider tells it, in its own words. */
export interface ChargeableCard {
  readonly authorizationCode: string;
  /** The same card has the same one. */
  readonly signature: string | undefined;
  readonly last4: string;
  readonly brand: string | undefined;
  readonly bank: string | undefined;
  readonly expiryMonth: string | undefined;
  readonly expiryYear: string | undefined;
  /** As the bank writes it, where the provider knows it. */
  readonly holder?: string | undefined;
}

export interface CardCharge {
  /** Unique for ever at the provider; ours, written down before the call. */
  readonly reference: string;
  readonly metadata: SentAlong;
  readonly authorizationCode: string;
  readonly email: string;
  readonly amount: Minor;
  readonly currency: string;
}

export type CardChargeOutcome =
  /** Tried: its status says how it went. */
  | ({ readonly outcome: "charged" } & Charge)
  /** Nothing is charged before its owner has confirmed on this page. */
  | { readonly outcome: "paused"; readonly paymentUrl: string }
  /** The reference is on a charge already. */
  | { readonly outcome: "exists" }
  | Refused
  | Unknown;

/** Saved cards, in the shape that parts of `@cowry/gateways/paystack` have together. */
export interface CardCharger extends ChargeReader {
  readonly mode: ProviderMode;
  chargeSavedCard(order: CardCharge): Promise<CardChargeOutcome>;
}

export interface CardRemover {
  readonly mode: ProviderMode;
  forgetSavedCard(authorizationCode: string): Promise<{ readonly outcome: "accepted" } | Refused | Unknown>;
}

interface Refused {
  readonly outcome: "refused";
  readonly code: string;
}

interface Unknown {
  readonly outcome: "unknown";
  readonly retryAfterSeconds?: number | undefined;
}

/** Account numbers of people's own, in the shape `paystackAccounts` of `@cowry/gateways/paystack` has. */
export interface AccountProvider {
  readonly mode: ProviderMode;
  /** The same e-mail gives the same customer again. */
  saveCustomer(person: {
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly phone: string;
  }): Promise<KnownCustomer | Refused | Unknown>;
  findCustomer(customerCode: string): Promise<KnownCustomer | { readonly outcome: "not_found" } | Refused | Unknown>;
  /** Heard and not yet decided: an event says how it went. */
  identifyCustomer(
    customerCode: string,
    proof: {
      readonly bvn: string;
      readonly accountNumber: string;
      readonly bankCode: string;
      readonly firstName: string;
      readonly lastName: string;
    },
  ): Promise<Heard>;
  /** The same customer gives the same account again. */
  openVirtualAccount(order: { readonly customerCode: string }): Promise<
    | {
        readonly outcome: "ready";
        readonly id: string;
        readonly accountNumber: string;
        readonly accountName: string;
        readonly bankName: string;
        readonly bankSlug: string;
      }
    | Refused
    | Unknown
  >;
  /** Has the bank asked for money that was sent and did not show: what it knows comes by events. */
  requeryVirtualAccount(accountNumber: string, bankSlug: string): Promise<Heard>;
  /** Charges that came to virtual accounts (to this one, where it is named) and were paid, newest first. */
  listReceived(query: {
    readonly accountNumber?: string;
    readonly fromMs: number;
    readonly page: number;
  }): Promise<ReceivedPage | Unknown>;
  /** From now on its bank refuses what is sent to it. One that is unknown there is as good as closed. */
  closeVirtualAccount(id: string): Promise<Heard>;
}

type KnownCustomer = { readonly outcome: "known"; readonly customerCode: string; readonly identified: boolean };
type Heard = { readonly outcome: "accepted" } | Refused | Unknown;

export interface ReceivedPage {
  readonly outcome: "listed";
  readonly rows: readonly Charge[];
  readonly page: number;
  readonly pages: number;
}
