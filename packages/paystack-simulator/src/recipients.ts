import { accountName } from "./accounts.ts";
import { created, iso, json, ok, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { BANKS, bankView, findBank } from "./banks.ts";
import { paged, textOf, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { code, idNumber } from "./random.ts";
import type { RecipientRecord } from "./records.ts";
import type { World } from "./world.ts";

/** To whom money can go: banks, whose an account is, and recipients. */

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

const unresolved = (): Refusal =>
  new Refusal(422, "Could not resolve account name. Check parameters or try again.", {
    code: "invalid_bank_code",
    nextStep: "Ensure that the account number and the bank code belong together",
  });

function listBanks(_: World, { query }: Call): Answer {
  const country = (query.get("country") ?? "nigeria").toLowerCase();
  const fits = ["nigeria", "ng"].includes(country) && (query.get("currency") ?? "NGN") === "NGN";
  const fitting = fits && (query.get("type") ?? "nuban") === "nuban" ? BANKS : [];
  const paging = ["use_cursor", "perPage", "page"].some((name) => query.has(name));
  if (!paging) return ok("Banks retrieved", fitting.map(bankView));
  const page = paged(fitting, query);
  return ok("Banks retrieved", page.rows.map(bankView), page.meta);
}

function resolve(world: World, { query }: Call): Answer {
  const accountNumber = textOf(query.get("account_number")) ?? "";
  const bankCode = textOf(query.get("bank_code")) ?? "";
  if (!/^\d+$/.test(accountNumber)) throw invalid("Account number should be numeric");
  const bank = findBank(bankCode);
  if (bank === undefined) throw invalid(`Unknown bank code: ${bankCode}`);
  const name = accountName(world.seed, bankCode, accountNumber);
  if (name === undefined) throw unresolved();
  return ok("Account number resolved", { account_number: accountNumber, account_name: name, bank_id: bank.id });
}

/** What is wrong with the order, or the recipient that it gives: the same account gives the one that it had before. */
export function recipientFor(world: World, body: Call["body"]): RecipientRecord {
  const accountNumber = textOf(body["account_number"]);
  const bankCode = textOf(body["bank_code"]) ?? "";
  const name = textOf(body["name"]);
  const currency = textOf(body["currency"]) ?? "NGN";
  if (accountNumber === undefined) throw invalid("Either authorization_code or account_number must be passed.");
  if (textOf(body["type"]) !== "nuban" || currency !== "NGN") throw invalid("Invalid entries found");
  if (name === undefined) throw new Refusal(400, "Recipient name is required", { code: "missing_params" });
  if (!/^\d+$/.test(accountNumber)) throw invalid("Account number should be numeric");
  if (findBank(bankCode) === undefined) throw invalid("Unknown bank code");
  const resolved = accountName(world.seed, bankCode, accountNumber);
  if (resolved === undefined) throw unresolved();
  const { recipients } = world.store;
  const known = recipients.find(`${bankCode}/${accountNumber}/${currency}`);
  if (known !== undefined) return known.deleted === true ? { ...known, deleted: false } : known;
  const n = recipients.size;
  return {
    id: idNumber(world.seed, "recipient", n),
    code: `RCP_${code(15, world.seed, "recipient", n)}`,
    name,
    accountNumber,
    accountName: resolved,
    bankCode,
    currency,
    description: textOf(body["description"]) ?? "",
    email: textOf(body["email"]) ?? "",
    metadata: typeof body["metadata"] === "object" ? body["metadata"] : null,
    createdAt: world.clock.now(),
  };
}

function create(world: World, { body }: Call): Answer {
  const recipient = recipientFor(world, body);
  world.commit([world.store.recipients.change(recipient)]);
  return created("Transfer recipient created successfully", recipientView(world, recipient, "createdAt"));
}

/** Each by itself: what is wrong with one does not stop the others. */
function createBulk(world: World, { body }: Call): Answer {
  const { batch } = body;
  if (!Array.isArray(batch) || batch.length === 0) throw invalid("batch must be a list of recipients");
  const success: unknown[] = [];
  const errors: unknown[] = [];
  for (const one of batch as readonly unknown[]) {
    const order: Call["body"] = typeof one === "object" && one !== null ? { ...one } : {};
    try {
      const recipient = recipientFor(world, order);
      world.commit([world.store.recipients.change(recipient)]);
      success.push(recipientView(world, recipient, "createdAt"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const keys = ["type", "name", "description", "account_number", "bank_code", "currency", "email"];
      const records = Object.fromEntries(keys.map((key) => [key, textOf(order[key]) ?? ""]));
      errors.push({ message: error.message, records: [records] });
    }
  }
  return ok("Recipients added successfully", { success, errors });
}

function recipientNamed(world: World, { params }: Call): RecipientRecord {
  const name = params["id_or_code"] ?? "";
  const recipient =
    world.store.recipients.get(name) ?? world.store.recipients.all().find((one) => String(one.id) === name);
  if (recipient !== undefined && recipient.deleted !== true) return recipient;
  throw new Refusal(404, "Transfer recipient not found", { code: "not_found" });
}

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const all = world.store.recipients
    .all()
    .reverse()
    .filter((one) => one.deleted !== true && inTime(one.createdAt));
  const page = paged(all, query);
  return ok(
    "Recipients retrieved",
    page.rows.map((one) => recipientView(world, one, "createdAt")),
    page.meta,
  );
}

function fetchOne(world: World, call: Call): Answer {
  const recipient = recipientNamed(world, call);
  return ok("Recipient retrieved", {
    ...recipientView(world, recipient, "createdAt"),
    recipient_account: recipient.accountNumber,
    institution_code: recipient.bankCode,
  });
}

function update(world: World, call: Call): Answer {
  const recipient = recipientNamed(world, call);
  const name = textOf(call.body["name"]);
  if (name === undefined) throw new Refusal(400, "Recipient name is required", { code: "missing_params" });
  const email = textOf(call.body["email"]) ?? recipient.email;
  world.commit([world.store.recipients.change({ ...recipient, name, email })]);
  return json(200, { status: true, message: "Recipient updated" });
}

function remove(world: World, call: Call): Answer {
  world.commit([world.store.recipients.change({ ...recipientNamed(world, call), deleted: true })]);
  return json(200, { status: true, message: "Transfer recipient set as inactive" });
}

/** API answers say `createdAt`; events say `created_at`. */
export function recipientView(
  world: World,
  recipient: RecipientRecord,
  style: "createdAt" | "created_at",
): Record<string, unknown> {
  const at = iso(recipient.createdAt);
  return {
    active: recipient.deleted !== true,
    ...(style === "createdAt" ? { createdAt: at, updatedAt: at } : { created_at: at, updated_at: at }),
    currency: recipient.currency,
    description: recipient.description,
    domain: world.domain,
    email: recipient.email,
    id: recipient.id,
    integration: world.integration,
    metadata: recipient.metadata,
    name: recipient.name,
    recipient_code: recipient.code,
    type: "nuban",
    is_deleted: recipient.deleted === true,
    isDeleted: recipient.deleted === true,
    details: {
      authorization_code: null,
      account_number: recipient.accountNumber,
      account_name: recipient.accountName,
      bank_code: recipient.bankCode,
      bank_name: findBank(recipient.bankCode)?.name ?? "",
    },
  };
}

export const recipientRoutes: readonly Route[] = [
  { method: "GET", path: "/bank", operation: "banks", run: listBanks },
  {
    method: "GET",
    path: "/bank/resolve",
    operation: "resolve",
    subject: (_, { query }) => ({ account_number: query.get("account_number") ?? undefined }),
    run: resolve,
  },
  {
    method: "POST",
    path: "/transferrecipient",
    operation: "recipient",
    subject: (_, { body }) => ({ account_number: textOf(body["account_number"]) }),
    run: create,
  },
  { method: "POST", path: "/transferrecipient/bulk", operation: "recipients_bulk", run: createBulk },
  { method: "GET", path: "/transferrecipient", operation: "list_recipients", run: list },
  { method: "GET", path: "/transferrecipient/:id_or_code", operation: "fetch_recipient", run: fetchOne },
  { method: "PUT", path: "/transferrecipient/:id_or_code", operation: "update_recipient", run: update },
  { method: "DELETE", path: "/transferrecipient/:id_or_code", operation: "delete_recipient", run: remove },
];
