import { randomInt, randomUUID } from "node:crypto";
import { proveBooks } from "@cowry/local/books/index";

/**
 * Money end to end, over HTTP only, against the running local cloud: two people sign up, one pays
 * on Paystack's checkout, sends some of it to the other and pays some out to a bank account.
 * Ends with the books, recomputed from the raw items by code that shares nothing with the ledger's.
 */

const PORT = Number(process.env["COWRY_PORT"] ?? 4000);
const ORIGIN = `http://127.0.0.1:${PORT}`;
/** What the payer types into the checkout page's form. */
const SUCCESS_CARD = { action: "card", card: "4084 0840 8408 4081", expiry: "12/49", cvv: "408" };
const PIN = "4826";
const NGN = (kobo: number) => `NGN ${(kobo / 100).toLocaleString("en", { minimumFractionDigits: 2 })}`;

type Json = Record<string, unknown>;

interface Person {
  readonly name: string;
  readonly phone: string;
  access: string;
  id: string;
}

async function call(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Json> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = (text === "" ? {} : JSON.parse(text)) as Json;
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  return answer;
}

/** A door of the API, as this person. Money writes carry an Idempotency-Key. */
function api(person: Person, method: string, path: string, body?: unknown): Promise<Json> {
  return call(method, `${ORIGIN}/api/v1${path}`, body, {
    "x-device-id": `demo-${person.phone.slice(1)}`,
    ...(person.access === "" ? {} : { authorization: `Bearer ${person.access}` }),
    ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
  });
}

function say(title: string, facts: Json): void {
  const lines = Object.entries(facts).map(([name, value]) => `    ${name.padEnd(14)} ${String(value)}`);
  process.stdout.write(`\n  ${title}\n${lines.join("\n")}\n`);
}

async function signUp(name: string, lastName: string): Promise<Person> {
  const phone = `+234803${randomInt(10_000_000).toString().padStart(7, "0")}`;
  const person: Person = { name, phone, access: "", id: "" };
  const asked = await api(person, "POST", "/auth/phone/submit", { phone, purpose: "login" });
  const inbox = (await call("GET", `${ORIGIN}/_local/messages?to=${encodeURIComponent(phone)}`)) as unknown as Json[];
  const otp = /\b\d{6}\b/.exec(String(inbox[0]?.["body"]))?.[0];
  const verified = await api(person, "POST", "/auth/otp/verify", { phone, otp, challenge_id: asked["challenge_id"] });
  person.access = String(verified["temp_token"]);
  const names = { first_name: name, last_name: lastName, password: randomInt(1_000_000).toString().padStart(6, "0") };
  const registered = await api(person, "POST", "/auth/register", names);
  person.access = String(registered["access"]);
  person.id = String((registered["user"] as Json)["id"]);
  await api(person, "POST", "/auth/set-transaction-pin", { pin: PIN });
  say(`${name} signed up`, { phone, "text message": String(inbox[0]?.["body"]), "user id": person.id });
  return person;
}

/** Runs what is due (webhooks, stream, steps) until the transaction is final, moving the clock a little each time. */
async function waitFor(person: Person, transactionId: string): Promise<Json> {
  for (let tries = 0; tries < 30; tries += 1) {
    await call("POST", `${ORIGIN}/_local/clock`, { advance: tries === 0 ? "PT0S" : "PT2S" });
    const found = await api(person, "GET", `/wallet/transactions/${transactionId}`);
    if (["completed", "failed", "reversed"].includes(String(found["status"]))) return found;
  }
  throw new Error(`transaction ${transactionId} did not end within a minute of the local clock`);
}

function receipt(transaction: Json): Json {
  const counterparty = transaction["counterparty"] as Json | null;
  return {
    transaction: transaction["id"],
    status: transaction["status"],
    amount: NGN(Number(transaction["amount"])),
    fee: NGN(Number(transaction["fee"])),
    ...(counterparty === null ? {} : { with: counterparty["name"] }),
    "balance after": transaction["balance_after"] === null ? "-" : NGN(Number(transaction["balance_after"])),
    completed: transaction["completed_at"],
  };
}

async function topUp(person: Person, amount: number): Promise<void> {
  const order = { amount, currency: "NGN", payment_method: "card" };
  const initiated = await api(person, "POST", "/wallet/topup/initiate", order);
  const url = String(initiated["payment_url"]);
  const page = await fetch(url, { method: "POST", body: new URLSearchParams(SUCCESS_CARD) });
  if (!page.ok) throw new Error(`the checkout page answered ${page.status}`);
  const paid = await waitFor(person, String(initiated["transaction_id"]));
  say(`${person.name} paid on Paystack's checkout`, { checkout: url, ...receipt(paid) });
}

async function demo(): Promise<boolean> {
  const info = await call("GET", `${ORIGIN}/_local/info`).catch(() => undefined);
  if (info === undefined) {
    process.stderr.write(`Nothing answers on ${ORIGIN}. Start the local cloud first, in another terminal: npm start\n`);
    return false;
  }
  const amina = await signUp("Amina", "Bello");
  const joseph = await signUp("Joseph", "Eze");
  await topUp(amina, 500_000);

  const order = { to_phone: joseph.phone, amount: 120_000, currency: "NGN", pin: PIN, note: "Rent, November" };
  const sent = await api(amina, "POST", "/wallet/transfer", order);
  say("Amina sent money to Joseph's phone", receipt(sent["transaction"] as Json));

  const account = { account_number: "0123456789", bank_code: "057" };
  const beneficiary = await api(amina, "POST", "/wallet/transfer/beneficiary", account);
  const payout = { beneficiary_id: beneficiary["id"], amount: 100_000, pin: PIN };
  const withdrawn = await api(amina, "POST", "/wallet/withdraw", payout);
  const paidOut = await waitFor(amina, String(withdrawn["transaction_id"]));
  say("Amina was paid out to her bank account", receipt(paidOut));

  for (const person of [amina, joseph]) {
    const balance = await api(person, "GET", "/wallet/balance");
    say(`${person.name}'s wallet`, {
      balance: NGN(Number(balance["balance"])),
      available: NGN(Number(balance["available"])),
      reserved: NGN(Number(balance["reserved"])),
    });
  }
  const proof = await proveBooks({ origin: ORIGIN });
  process.stdout.write(`\n${proof.text}\n`);
  return proof.ok;
}

try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`\nthe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
