import { accountName } from "./accounts.ts";
import type { Answer } from "./answer.ts";
import { iso, json, ok, Refusal } from "./answer.ts";
import { findBank } from "./banks.ts";
import { noteOf, paged, textOf, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { customerOf, readEmail, readMetadata } from "./orders.ts";
import { RISK_ACTIONS } from "./records.ts";
import type { CustomerRecord, TransactionRecord } from "./records.ts";
import { authorizationView } from "./transaction-view.ts";
import { virtualAccountView } from "./virtual-account-view.ts";
import type { World } from "./world.ts";

/** Whose money it is: the merchant's customers, who they say they are, and the cards that may be charged again. */

const NO_BVN = "00000000000";

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

const unknownCustomer = (): Refusal =>
  new Refusal(404, "Customer not found", {
    code: "customer_not_found",
    nextStep: "Ensure that the customer code or e-mail is one of this integration's",
  });

/** By code, e-mail or id. */
export function findCustomer(world: World, name: string | undefined): CustomerRecord | undefined {
  const { customers } = world.store;
  if (name === undefined) return undefined;
  return customers.find(`@${name}`) ?? customers.get(name.toLowerCase()) ?? customers.find(`#${name}`);
}

export function customerNamed(world: World, name: string | undefined): CustomerRecord {
  const customer = findCustomer(world, name);
  if (customer === undefined) throw unknownCustomer();
  return customer;
}

/** A customer by himself. What is not known is "" here, and null where he is part of something else. */
function view(world: World, customer: CustomerRecord): Record<string, unknown> {
  const createdAt = iso(customer.createdAt ?? 0);
  return {
    transactions: [],
    subscriptions: [],
    authorizations: savedCards(world, customer),
    email: customer.email,
    first_name: customer.firstName ?? "",
    last_name: customer.lastName ?? "",
    phone: customer.phone ?? "",
    integration: world.integration,
    domain: world.domain,
    metadata: customer.metadata ?? {},
    customer_code: customer.code,
    risk_action: customer.riskAction ?? "default",
    id: customer.id,
    createdAt,
    updatedAt: iso(customer.updatedAt ?? customer.createdAt ?? 0),
    identified: customer.identified ?? false,
    identifications: null,
  };
}

function savedCards(world: World, customer: CustomerRecord): Record<string, unknown>[] {
  return world.store.savedCards
    .all()
    .filter((one) => one.email === customer.email && one.active)
    .map((one) => authorizationView(one.authorization));
}

function changed(world: World, customer: CustomerRecord, body: Call["body"]): CustomerRecord {
  return {
    ...customer,
    firstName: textOf(body["first_name"])?.slice(0, 100) ?? customer.firstName ?? null,
    lastName: textOf(body["last_name"])?.slice(0, 100) ?? customer.lastName ?? null,
    phone: textOf(body["phone"])?.slice(0, 20) ?? customer.phone ?? null,
    metadata: readMetadata(body["metadata"]) ?? customer.metadata ?? null,
    updatedAt: world.clock.now(),
  };
}

/** An e-mail that is known gives the customer that it had, with what is new about him. */
function create(world: World, { body }: Call): Answer {
  const customer = changed(world, customerOf(world, readEmail(body["email"])), body);
  world.commit([world.store.customers.change(customer)]);
  return ok("Customer created", view(world, customer));
}

function update(world: World, { params, body }: Call): Answer {
  const customer = changed(world, customerNamed(world, params["code"]), body);
  world.commit([world.store.customers.change(customer)]);
  return ok("Customer updated", view(world, customer));
}

function fetchOne(world: World, { params }: Call): Answer {
  const customer = customerNamed(world, params["code"]);
  const paid = world.store.transactions.all().filter((one: TransactionRecord) => {
    return one.email === customer.email && one.status === "success";
  });
  const accounts = world.store.virtualAccounts
    .all()
    .filter((one) => one.email === customer.email && one.active)
    .map((one) => virtualAccountView(world, one));
  const shown = view(world, customer);
  return ok("Customer retrieved", {
    ...shown,
    created_at: shown["createdAt"],
    updated_at: shown["updatedAt"],
    total_transactions: paid.length,
    total_transaction_value:
      paid.length === 0 ? [] : [{ currency: "NGN", amount: paid.reduce((sum, one) => sum + one.amount, 0) }],
    dedicated_account: accounts[0] ?? null,
    dedicated_accounts: accounts,
  });
}

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const all = world.store.customers
    .all()
    .reverse()
    .filter((one) => inTime(one.createdAt ?? 0));
  const page = paged(all, query);
  const rows = page.rows.map((one) => {
    const { integration, first_name, last_name, email, phone, metadata, ...rest } = view(world, one);
    const { domain, customer_code, risk_action, id, createdAt, updatedAt } = rest;
    const names = { integration, first_name, last_name, email, phone, metadata };
    return { ...names, domain, customer_code, risk_action, id, createdAt, updatedAt };
  });
  return ok("Customers retrieved", rows, page.meta);
}

function setRiskAction(world: World, { body }: Call): Answer {
  const customer = customerNamed(world, textOf(body["customer"]));
  const riskAction = RISK_ACTIONS.find((one) => one === (textOf(body["risk_action"]) ?? "default"));
  if (riskAction === undefined) throw new Refusal(403, "Invalid risk action passed", { code: "invalid_params" });
  const marked = { ...customer, riskAction, updatedAt: world.clock.now() };
  world.commit([world.store.customers.change(marked)]);
  return ok("Customer updated", view(world, marked));
}

const masked = (digits: string): string => `${digits.slice(0, 3)}*****${digits.slice(-3)}`;

/** Answered at once, decided later: the word comes by an event. */
function identify(world: World, { params, body }: Call): Answer {
  const customer = customerNamed(world, params["code"]);
  const bvn = textOf(body["bvn"]) ?? "";
  const accountNumber = textOf(body["account_number"]) ?? "";
  const bankCode = textOf(body["bank_code"]) ?? "";
  if ((textOf(body["country"]) ?? "").toUpperCase() !== "NG") throw invalid("Country is not supported");
  if (textOf(body["type"]) !== "bank_account") throw invalid("Identification type is not supported");
  // The documented test credential has a digit too many.
  if (!/^\d{11,12}$/.test(bvn)) throw invalid("Invalid BVN");
  if (!/^\d{10}$/.test(accountNumber)) throw invalid("Account number should be numeric");
  if (findBank(bankCode) === undefined && bankCode !== "007") throw invalid("Unknown bank code");
  const names = { firstName: noteOf(body["first_name"], 100), lastName: noteOf(body["last_name"], 100) };
  if (names.firstName === "" || names.lastName === "") throw invalid("First name and last name are required");
  const known = bvn !== NO_BVN && accountName(world.seed, bankCode, accountNumber) !== undefined;
  const identification = { country: "NG", type: "bank_account", bvn: masked(bvn) };
  const shown = { ...identification, account_number: masked(accountNumber), bank_code: bankCode };
  world.schedule(world.clock.now() + world.transferDelayMs, () => {
    decideIdentity(world, customer.email, known ? names : undefined, shown);
    return Promise.resolve();
  });
  return json(202, { status: true, message: "Customer Identification in progress" });
}

function decideIdentity(
  world: World,
  email: string,
  names: { readonly firstName: string; readonly lastName: string } | undefined,
  identification: Readonly<Record<string, string>>,
): void {
  const customer = world.store.customers.get(email);
  if (customer === undefined) return;
  const data = { customer_id: customer.id, customer_code: customer.code, email, identification };
  const news = (event: string, more: object) => ({
    event,
    reference: customer.code,
    amount: 0,
    data: { ...data, ...more },
  });
  if (names === undefined) {
    world.commit([], [news("customeridentification.failed", { reason: "Account number or BVN is incorrect" })]);
    return;
  }
  const identified = { ...customer, ...names, identified: true, updatedAt: world.clock.now() };
  world.commit([world.store.customers.change(identified)], [news("customeridentification.success", {})]);
}

function deactivate(world: World, { body }: Call): Answer {
  const card = world.store.savedCards.get(textOf(body["authorization_code"]) ?? "");
  if (card === undefined) throw new Refusal(404, "Authorization code not found", { code: "not_found" });
  world.commit([world.store.savedCards.change({ ...card, active: false })]);
  return json(200, { status: true, message: "Authorization has been deactivated" });
}

export const customerRoutes: readonly Route[] = [
  { method: "POST", path: "/customer", operation: "customer", run: create },
  { method: "GET", path: "/customer", operation: "list_customers", run: list },
  { method: "POST", path: "/customer/set_risk_action", operation: "risk_action", run: setRiskAction },
  {
    method: "POST",
    path: "/customer/authorization/deactivate",
    operation: "deactivate_authorization",
    run: deactivate,
  },
  { method: "GET", path: "/customer/:code", operation: "fetch_customer", run: fetchOne },
  { method: "PUT", path: "/customer/:code", operation: "update_customer", run: update },
  { method: "POST", path: "/customer/:code/identification", operation: "identification", run: identify },
];
