import { randomInt } from "node:crypto";
import { type Client, createClient, type Schemas } from "@cowry/client";
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

interface Person {
  readonly name: string;
  readonly phone: string;
  readonly api: Client;
}

type Transaction = Schemas["Transaction"];

/** The local cloud's own surface, which no deployed stage has. */
async function local<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${ORIGIN}/_local${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

function say(title: string, facts: Readonly<Record<string, unknown>>): void {
  const lines = Object.entries(facts).map(([name, value]) => `    ${name.padEnd(14)} ${String(value)}`);
  process.stdout.write(`\n  ${title}\n${lines.join("\n")}\n`);
}

async function signUp(name: string, lastName: string): Promise<Person> {
  const phone = `+234803${randomInt(10_000_000).toString().padStart(7, "0")}`;
  const api = createClient({ baseUrl: ORIGIN, deviceId: `demo-${phone.slice(1)}` });
  const asked = await api.post("/api/v1/auth/phone/submit", { body: { phone, purpose: "login" } });
  const [message] = await local<readonly { readonly body: string }[]>(
    "GET",
    `/messages?to=${encodeURIComponent(phone)}`,
  );
  const otp = /\b\d{6}\b/.exec(message?.body ?? "")?.[0] ?? "";
  const { challenge_id } = asked.body;
  const verified = await api.post("/api/v1/auth/otp/verify", { body: { phone, otp, challenge_id } });
  if (!("temp_token" in verified.body)) throw new Error(`${phone} has an account already: run the demo again`);
  const registered = await api.post("/api/v1/auth/register", {
    body: { first_name: name, last_name: lastName, password: randomInt(1_000_000).toString().padStart(6, "0") },
    token: verified.body.temp_token,
  });
  await api.post("/api/v1/auth/set-transaction-pin", { body: { pin: PIN } });
  say(`${name} signed up`, { phone, "text message": message?.body, "user id": registered.body.user.id });
  return { name, phone, api };
}

/** Runs what is due (webhooks, stream, steps) until the transaction is final, moving the clock a little each time. */
async function waitFor({ api }: Person, id: string): Promise<Transaction> {
  for (let tries = 0; tries < 30; tries += 1) {
    await local("POST", "/clock", { advance: tries === 0 ? "PT0S" : "PT2S" });
    const { body } = await api.get("/api/v1/wallet/transactions/{id}", { path: { id } });
    if (["completed", "failed", "reversed"].includes(body.status)) return body;
  }
  throw new Error(`transaction ${id} did not end within a minute of the local clock`);
}

function receipt(transaction: Transaction): Readonly<Record<string, unknown>> {
  const { id, status, amount, fee, counterparty, balance_after: balance, completed_at: completed } = transaction;
  return {
    transaction: id,
    status,
    amount: NGN(Number(amount)),
    fee: NGN(Number(fee)),
    ...(counterparty === null ? {} : { with: counterparty.name }),
    "balance after": balance === null ? "-" : NGN(Number(balance)),
    completed,
  };
}

async function topUp(person: Person, amount: number): Promise<void> {
  const order = { amount, currency: "NGN", payment_method: "card" } as const;
  const { body } = await person.api.post("/api/v1/wallet/topup/initiate", { body: order });
  const page = await fetch(body.payment_url, { method: "POST", body: new URLSearchParams(SUCCESS_CARD) });
  if (!page.ok) throw new Error(`the checkout page answered ${page.status}`);
  const paid = await waitFor(person, body.transaction_id);
  say(`${person.name} paid on Paystack's checkout`, { checkout: body.payment_url, ...receipt(paid) });
}

async function payOut(person: Person, amount: number): Promise<void> {
  const account = { account_number: "0123456789", bank_code: "057" };
  const beneficiary = await person.api.post("/api/v1/wallet/transfer/beneficiary", { body: account });
  const order = { beneficiary_id: beneficiary.body.id, amount, pin: PIN };
  const ordered = await person.api.post("/api/v1/wallet/withdraw", { body: order });
  const paid = await waitFor(person, ordered.body.transaction_id);
  say(`${person.name} was paid out to her bank account`, receipt(paid));
}

async function demo(): Promise<boolean> {
  const info = await local("GET", "/info").catch(() => undefined);
  if (info === undefined) {
    process.stderr.write(`Nothing answers on ${ORIGIN}. Start the local cloud first, in another terminal: npm start\n`);
    return false;
  }
  const amina = await signUp("Amina", "Bello");
  const joseph = await signUp("Joseph", "Eze");
  await topUp(amina, 500_000);

  const order = { to_phone: joseph.phone, amount: 120_000, currency: "NGN", pin: PIN, note: "Rent, November" } as const;
  const sent = await amina.api.post("/api/v1/wallet/transfer", { body: order });
  say("Amina sent money to Joseph's phone", receipt(sent.body.transaction));
  await payOut(amina, 100_000);

  for (const person of [amina, joseph]) {
    const { body } = await person.api.get("/api/v1/wallet/balance");
    const { balance, available, reserved } = body;
    const [all, free, bound] = [balance, available, reserved].map((amount) => NGN(Number(amount)));
    say(`${person.name}'s wallet`, { balance: all, available: free, reserved: bound });
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
