import type { Answer } from "./answer.ts";
import { json, ok, Refusal } from "./answer.ts";
import { noteOf, paged, textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { bookCharge } from "./charges.ts";
import { customerNamed } from "./customers.ts";
import { dedicatedFee } from "./fees.ts";
import { customerOf, freshTransaction, readEmail } from "./orders.ts";
import { code, digits, idNumber } from "./random.ts";
import type { CustomerRecord, Deposit, VirtualAccountRecord } from "./records.ts";
import { ownedAccountView, virtualAccountView } from "./virtual-account-view.ts";
import type { World } from "./world.ts";

/** Account numbers of the merchant's customers: money comes in when they like, and nobody initialised it. */

export const PROVIDERS = [
  { id: 20, name: "Wema Bank", slug: "wema-bank", prefix: "98" },
  { id: 171, name: "Paystack-Titan", slug: "titan-paystack", prefix: "99" },
  { id: 24, name: "Test Bank", slug: "test-bank", prefix: "12" },
] as const;

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

const notFound = (): Refusal => new Refusal(404, "Dedicated account not found", { code: "not_found" });

function providerOf(value: unknown) {
  const slug = textOf(value) ?? "test-bank";
  const provider = PROVIDERS.find((one) => one.slug === slug);
  if (provider === undefined) throw invalid("Preferred bank is not available");
  return provider;
}

/** The account that the customer has with this bank, or a new one. */
export function openAccount(world: World, customer: CustomerRecord, bankSlug: unknown): VirtualAccountRecord {
  const { prefix, ...bank } = providerOf(bankSlug);
  const { virtualAccounts } = world.store;
  const known = virtualAccounts
    .all()
    .find((one) => one.email === customer.email && one.bank.slug === bank.slug && one.active);
  if (known !== undefined) return known;
  const n = virtualAccounts.size;
  const names = [customer.firstName, customer.lastName].filter((name) => name !== undefined && name !== null);
  const account: VirtualAccountRecord = {
    id: idNumber(world.seed, "dedicated", n),
    // 7,919 shares no factor with 10^8: no number comes twice.
    accountNumber: prefix + String((Number(digits(8, world.seed, "nuban")) + n * 7_919) % 100_000_000).padStart(8, "0"),
    accountName: `SIMULATED/${names.join(" ").toUpperCase()}`,
    bank,
    email: customer.email,
    active: true,
    createdAt: world.clock.now(),
    updatedAt: world.clock.now(),
  };
  world.commit([virtualAccounts.change(account)]);
  return account;
}

function create(world: World, { body }: Call): Answer {
  const known = customerNamed(world, textOf(body["customer"]));
  const customer = {
    ...known,
    firstName: textOf(body["first_name"]) ?? known.firstName ?? null,
    lastName: textOf(body["last_name"]) ?? known.lastName ?? null,
    phone: textOf(body["phone"]) ?? known.phone ?? null,
  };
  if (customer.firstName === null || customer.lastName === null) throw invalid("Customer's name is required");
  if (customer.phone === null) throw invalid("Customer phone is required");
  providerOf(body["preferred_bank"]);
  world.commit([world.store.customers.change(customer)]);
  const account = openAccount(world, customer, body["preferred_bank"]);
  const { customer: owner, ...shown } = ownedAccountView(world, account);
  return ok("NUBAN successfully created", { ...shown, customer: owner });
}

/** Customer, identification and account in one; whether it came to be is told by an event. */
function assign(world: World, { body }: Call): Answer {
  const email = readEmail(body["email"]);
  const names = { firstName: noteOf(body["first_name"], 100), lastName: noteOf(body["last_name"], 100) };
  const phone = noteOf(body["phone"], 20);
  if (names.firstName === "" || names.lastName === "" || phone === "") throw invalid("Customer's details are required");
  if (!["NG", "GH"].includes(textOf(body["country"]) ?? "")) throw invalid("Country is not supported");
  providerOf(body["preferred_bank"]);
  const bvn = textOf(body["bvn"]);
  const customer = { ...customerOf(world, email), ...names, phone, updatedAt: world.clock.now() };
  world.commit([world.store.customers.change(customer)]);
  world.schedule(world.clock.now() + world.transferDelayMs, () => {
    const failed = bvn === "00000000000";
    const account = failed ? undefined : openAccount(world, customer, body["preferred_bank"]);
    const { email: address, code: customer_code, id } = customer;
    const owner = { id, first_name: names.firstName, last_name: names.lastName, email: address, customer_code, phone };
    const data = {
      customer: { ...owner, metadata: {}, risk_action: "default", international_format_phone: null },
      dedicated_account: account === undefined ? null : virtualAccountView(world, account),
      identification: { status: failed ? "failed" : "success" },
    };
    const event = `dedicatedaccount.assign.${failed ? "failed" : "success"}`;
    world.commit([], [{ event, reference: customer_code, amount: 0, data }]);
    return Promise.resolve();
  });
  return json(200, { status: true, message: "Assign dedicated account in progress" });
}

function list(world: World, { query }: Call): Answer {
  const wanted = (name: string, ...values: readonly string[]): boolean =>
    values.includes(query.get(name) ?? values[0] ?? "");
  const all = world.store.virtualAccounts
    .all()
    .reverse()
    .filter((one) => {
      const owner = world.store.customers.get(one.email);
      return (
        wanted("active", String(one.active)) &&
        wanted("currency", "NGN") &&
        wanted("provider_slug", one.bank.slug) &&
        wanted("bank_id", String(one.bank.id)) &&
        wanted("account_number", one.accountNumber) &&
        wanted("customer", String(owner?.id ?? ""), owner?.code ?? "")
      );
    });
  const page = paged(all, query);
  const rows = page.rows.map((one) => ownedAccountView(world, one));
  return ok("Managed accounts successfully retrieved", rows, page.meta);
}

function accountOf(world: World, { params }: Call): VirtualAccountRecord {
  const account = world.store.virtualAccounts.find(`#${params["id"] ?? ""}`);
  if (account === undefined) throw notFound();
  return account;
}

function deactivate(world: World, call: Call): Answer {
  const account = { ...accountOf(world, call), active: false, updatedAt: world.clock.now() };
  world.commit([world.store.virtualAccounts.change(account)]);
  return ok("Managed Account Successfully Unassigned", virtualAccountView(world, account));
}

/** What the bank had and nobody was told of shows now, as if it had come this moment. */
function requery(world: World, { query }: Call): Answer {
  const account = world.store.virtualAccounts.get(query.get("account_number") ?? "");
  if (account === undefined) throw notFound();
  const { unnoticed = [], ...known } = account;
  if (unnoticed.length > 0) world.commit([world.store.virtualAccounts.change(known)]);
  for (const deposit of unnoticed) payIntoAccount(world, account, deposit);
  const message = "We are checking the status of your transfer. We will send you a notification once it is confirmed";
  return json(200, { status: true, message });
}

function providers(world: World): Answer {
  const rows = PROVIDERS.map(({ id, name, slug }) => ({ provider_slug: slug, bank_id: id, bank_name: name, id }));
  return ok("Dedicated account providers retrieved", world.domain === "live" ? rows.slice(0, 2) : rows);
}

/** The bank takes it, and Paystack does not hear of it before it asks. */
export function keepUnnoticed(world: World, account: VirtualAccountRecord, deposit: Deposit): void {
  const unnoticed = [...(account.unnoticed ?? []), deposit];
  world.commit([world.store.virtualAccounts.change({ ...account, unnoticed })]);
}

/** Somebody sends money to the account. Gives the charge's reference, which is Paystack's own. */
export function payIntoAccount(world: World, account: VirtualAccountRecord, deposit: Deposit): string {
  const n = world.store.transactions.size;
  const reference = `100004${digits(18, world.seed, "dedicated-reference", n)}`;
  const { amount } = deposit;
  const order = { reference, email: account.email, amount, currency: "NGN", metadata: null, channels: [] };
  const transaction = freshTransaction(world, { ...order, channel: "dedicated_nuban" });
  const paidAt = new Date(world.clock.now());
  const authorization = {
    code: `AUTH_${code(10, world.seed, "dedicated", reference)}`,
    bin: `${deposit.senderAccount.slice(0, 3)}XXX`,
    last4: `X${deposit.senderAccount.slice(-3)}`,
    expMonth: String(paidAt.getUTCMonth() + 1).padStart(2, "0"),
    expYear: String(paidAt.getUTCFullYear()),
    brand: "Managed Account",
    bank: deposit.senderBank,
    channel: "dedicated_nuban" as const,
    sender: {
      name: deposit.senderName,
      accountNumber: deposit.senderAccount,
      bank: deposit.senderBank,
      narration: deposit.narration,
      receiverAccount: account.accountNumber,
      receiverBank: account.bank.name,
    },
  };
  bookCharge(world, transaction, { authorization, says: "Approved", paid: amount, fees: dedicatedFee(amount) });
  return reference;
}

export const virtualAccountRoutes: readonly Route[] = [
  { method: "POST", path: "/dedicated_account", operation: "dedicated_account", run: create },
  { method: "POST", path: "/dedicated_account/assign", operation: "assign_dedicated_account", run: assign },
  { method: "GET", path: "/dedicated_account", operation: "list_dedicated_accounts", run: list },
  { method: "GET", path: "/dedicated_account/requery", operation: "requery_dedicated_account", run: requery },
  { method: "GET", path: "/dedicated_account/available_providers", operation: "providers", run: providers },
  {
    method: "GET",
    path: "/dedicated_account/:id",
    operation: "fetch_dedicated_account",
    run: (world, call) => ok("Customer retrieved", ownedAccountView(world, accountOf(world, call))),
  },
  {
    method: "DELETE",
    path: "/dedicated_account/:id",
    operation: "deactivate_dedicated_account",
    run: deactivate,
  },
];
