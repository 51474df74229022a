import { toWire } from "@cowry/core/kernel/money";
import * as z from "zod/mini";
import { connect, type PaystackOptions } from "./client.ts";
import type { Charge, Refused, Unknown } from "./outcomes.ts";
import { listPage, type Page } from "./pages.ts";
import { badAnswer, readCharge } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { ChargeData, Code, Id, maybeText, shortText } from "./shapes.ts";
import type { Reply, Wire } from "./wire.ts";

/** People at Paystack: customers and who they are, their dedicated accounts, and the cards that may be charged again. */

export interface CustomerOrder {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
}

export interface Identification {
  readonly bvn: string;
  readonly accountNumber: string;
  readonly bankCode: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface VirtualAccount {
  readonly id: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly bankName: string;
  /** "" where Paystack did not say. */
  readonly bankSlug: string;
  readonly active: boolean;
}

export interface SavedCardOrder {
  /** Ours, stored before this call. */
  readonly reference: string;
  readonly authorizationCode: string;
  readonly email: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export type CustomerOutcome =
  { readonly outcome: "known"; readonly customerCode: string; readonly identified: boolean } | Refused | Unknown;

export type AccountOutcome = ({ readonly outcome: "ready" } & VirtualAccount) | Refused | Unknown;

export type ChargeAgainOutcome =
  /** Tried: whether it was paid, its status says. */
  | ({ readonly outcome: "charged" } & Charge)
  /** Nothing is charged before its owner has confirmed on this page. */
  | { readonly outcome: "paused"; readonly paymentUrl: string }
  /** The reference is on a charge already: ask verifyCharge. */
  | { readonly outcome: "exists" }
  | Refused
  | Unknown;

export type Done = { readonly outcome: "accepted" } | Refused | Unknown;

export interface PaystackAccounts {
  readonly mode: "test" | "live";
  /** The same e-mail gives the same customer again, with what is new about him. */
  saveCustomer(order: CustomerOrder): Promise<CustomerOutcome>;
  findCustomer(codeOrEmail: string): Promise<CustomerOutcome | { readonly outcome: "not_found" }>;
  /** Heard and not yet decided: an event says how it went. */
  identifyCustomer(customerCode: string, proof: Identification): Promise<Done>;
  /** The same customer and bank give the same account again. */
  openVirtualAccount(order: { readonly customerCode: string; readonly bankSlug?: string }): Promise<AccountOutcome>;
  /** Asks Paystack to look for money that was sent and did not show. */
  requeryVirtualAccount(accountNumber: string, bankSlug: string): Promise<Done>;
  /** Charges that came to virtual accounts (to this one, where it is named) and were paid, newest first. */
  listReceived(query: {
    readonly accountNumber?: string;
    readonly fromMs: number;
    readonly page: number;
  }): Promise<Page<Charge>>;
  /** Takes the number from its customer: its bank refuses what comes. One that is unknown is closed. */
  closeVirtualAccount(id: string): Promise<Done>;
  chargeSavedCard(order: SavedCardOrder): Promise<ChargeAgainOutcome>;
  forgetSavedCard(authorizationCode: string): Promise<Done>;
}

const CustomerBody = z.object({ customer_code: Code, identified: z.optional(z.nullable(z.boolean())) });

const AccountBody = z.object({
  id: Id,
  account_number: z.string().check(z.regex(/^\d{10}$/)),
  account_name: shortText,
  active: z.optional(z.nullable(z.boolean())),
  bank: z.object({ name: shortText, slug: maybeText }),
});

const PausedBody = z.object({ paused: z.literal(true), authorization_url: z.url().check(z.maxLength(512)) });

type No = Exclude<Reply, { readonly outcome: "yes" }>;

const no = (reply: No): Refused | Unknown =>
  reply.outcome === "unknown" ? reply : { outcome: "refused", code: reply.code, message: reply.message };

const done = (reply: Reply): Done => (reply.outcome === "yes" ? { outcome: "accepted" } : no(reply));

function customer(reply: Reply): CustomerOutcome {
  if (reply.outcome !== "yes") return no(reply);
  const body = CustomerBody.safeParse(reply.data);
  if (!body.success) return badAnswer;
  return { outcome: "known", customerCode: body.data.customer_code, identified: body.data.identified === true };
}

async function charge(wire: Wire, order: SavedCardOrder): Promise<ChargeAgainOutcome> {
  const reply = await wire.send("/transaction/charge_authorization", {
    authorization_code: order.authorizationCode,
    email: order.email,
    amount: toWire(order.amount),
    currency: order.currency,
    reference: order.reference,
    metadata: order.metadata,
  });
  if (reply.outcome === "no" && reply.code === CODE.duplicateReference) return { outcome: "exists" };
  if (reply.outcome !== "yes") return no(reply);
  const paused = PausedBody.safeParse(reply.data);
  if (paused.success) return { outcome: "paused", paymentUrl: paused.data.authorization_url };
  const tried = ChargeData.safeParse(reply.data);
  if (!tried.success || tried.data.reference !== order.reference) return badAnswer;
  return { outcome: "charged", ...readCharge(tried.data) };
}

/** The part of the client that knows people. */
export function paystackAccounts(options: PaystackOptions): PaystackAccounts {
  const { wire, mode } = connect(options);
  const codeOf = (text: string): string => `/customer/${encodeURIComponent(text)}`;
  return {
    mode,
    async saveCustomer({ email, firstName, lastName, phone }) {
      return customer(await wire.put("/customer", { email, first_name: firstName, last_name: lastName, phone }));
    },
    async findCustomer(codeOrEmail) {
      const reply = await wire.ask(codeOf(codeOrEmail));
      if (reply.outcome === "no" && reply.code === CODE.notFound) return { outcome: "not_found" };
      return customer(reply);
    },
    async identifyCustomer(customerCode, proof) {
      return done(
        // Once: a second one may be a second comparison, and its answer would speak for the first.
        await wire.send(`${codeOf(customerCode)}/identification`, {
          ...{ country: "NG", type: "bank_account", bvn: proof.bvn },
          account_number: proof.accountNumber,
          bank_code: proof.bankCode,
          first_name: proof.firstName,
          last_name: proof.lastName,
        }),
      );
    },
    async openVirtualAccount({ customerCode, bankSlug }) {
      const bank = bankSlug === undefined ? {} : { preferred_bank: bankSlug };
      const reply = await wire.put("/dedicated_account", { customer: customerCode, ...bank });
      if (reply.outcome !== "yes") return no(reply);
      const body = AccountBody.safeParse(reply.data);
      if (!body.success) return badAnswer;
      const { id, account_number: accountNumber, account_name: accountName, active } = body.data;
      const { name: bankName, slug = "" } = body.data.bank;
      const known = { accountNumber, accountName, bankName, bankSlug: slug, active: active !== false };
      return { outcome: "ready", id, ...known };
    },
    async requeryVirtualAccount(account_number, provider_slug) {
      return done(await wire.ask("/dedicated_account/requery", { account_number, provider_slug }));
    },
    listReceived({ accountNumber, fromMs, page }) {
      const of = accountNumber === undefined ? {} : { virtual_account_number: accountNumber };
      const query = { page, fromMs, status: "success", channel: "dedicated_nuban", ...of };
      return listPage(wire, "/transaction", query, { schema: ChargeData, read: readCharge });
    },
    async closeVirtualAccount(id) {
      const reply = await wire.send(`/dedicated_account/${encodeURIComponent(id)}`, undefined, "DELETE");
      return reply.outcome === "no" && reply.code === CODE.notFound ? { outcome: "accepted" } : done(reply);
    },
    chargeSavedCard: (order) => charge(wire, order),
    async forgetSavedCard(authorization_code) {
      return done(await wire.put("/customer/authorization/deactivate", { authorization_code }));
    },
  };
}
