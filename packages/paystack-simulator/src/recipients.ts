import { accountName } from "./accounts.ts";
import { created, iso, ok, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { BANKS, bankView, findBank } from "./banks.ts";
import { paged, textOf } from "./call.ts";
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

/** The same account gives the recipient that it had before, whatever name is sent with it now. */
function create(world: World, { body }: Call): Answer {
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
  if (known !== undefined)
    return created("Transfer recipient created successfully", recipientView(world, known, "createdAt"));
  const n = recipients.size;
  const metadata = typeof body["metadata"] === "object" ? body["metadata"] : null;
  const recipient: RecipientRecord = {
    id: idNumber(world.seed, "recipient", n),
    code: `RCP_${code(15, world.seed, "recipient", n)}`,
    name,
    accountNumber,
    accountName: resolved,
    bankCode,
    currency,
    description: textOf(body["description"]) ?? "",
    email: textOf(body["email"]) ?? "",
    metadata,
    createdAt: world.clock.now(),
  };
  world.commit([recipients.change(recipient)]);
  return created("Transfer recipient created successfully", recipientView(world, recipient, "createdAt"));
}

/** API answers say `createdAt`; events say `created_at`. */
export function recipientView(
  world: World,
  recipient: RecipientRecord,
  style: "createdAt" | "created_at",
): Record<string, unknown> {
  const at = iso(recipient.createdAt);
  return {
    active: true,
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
    is_deleted: false,
    isDeleted: false,
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
];
