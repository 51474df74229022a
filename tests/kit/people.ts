import { createHash } from "node:crypto";
import { expect } from "vitest";
import { cloud, local, paystack, send, type Answer, type Body } from "./cloud.ts";
import { expectDocumented } from "./document.ts";

/** The card that always succeeds on the simulator's checkout. */
export const SUCCESS_CARD = "4084084084084081";
const PIN = "4826";
const PASSWORD = "739148";

export interface PersonOptions {
  /** Kobo to start with, topped up through the checkout. Default 0. */
  readonly balance?: number;
  readonly firstName?: string;
}

export interface RequestOptions {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

let counter = 0;

/** A mobile number nobody else in this run has: from the test file's name, so that each run has the same. */
export function freshPhone(): string {
  counter += 1;
  const { testPath, currentTestName } = expect.getState();
  const hash = createHash("sha256")
    .update(`${testPath ?? ""}|${currentTestName ?? ""}|${counter}`)
    .digest();
  return `+234803${(hash.readUInt32BE(0) % 10_000_000).toString().padStart(7, "0")}`;
}

/** An address of its own per phone: the rate limits per network then see different people. */
function addressOf(phone: string): string {
  const hash = createHash("sha256").update(phone).digest();
  return `10.${hash.readUInt8(0)}.${hash.readUInt8(1)}.${hash.readUInt8(2)}`;
}

/** Somebody with a phone: acts over HTTP only, as the app would. */
export class Person {
  readonly phone: string;
  readonly pin = PIN;
  readonly password = PASSWORD;
  readonly firstName: string;
  readonly deviceId: string;
  userId = "";
  access = "";
  refresh = "";

  constructor(phone: string, firstName: string) {
    this.phone = phone;
    this.firstName = firstName;
    this.deviceId = `device-${phone.slice(1)}`;
  }

  headers(): Record<string, string> {
    return {
      "x-device-id": this.deviceId,
      "x-local-source-ip": addressOf(this.phone),
      ...(this.access === "" ? {} : { authorization: `Bearer ${this.access}` }),
    };
  }

  async request(method: string, path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    const url = `${cloud().origin}${path.startsWith("/.") ? path : `/api/v1${path}`}`;
    const key = options.key === undefined ? {} : { "idempotency-key": options.key };
    const answer = await send(method, url, { body, headers: { ...this.headers(), ...key, ...options.headers } });
    expectDocumented(method, url, answer);
    return answer;
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request("GET", path, undefined, options);
  }

  post(path: string, body: unknown, options?: RequestOptions): Promise<Answer> {
    return this.request("POST", path, body, options);
  }

  /** The code in the newest SMS to this phone. */
  async newestCode(): Promise<string> {
    // Notices come by SMS, too: a code's text begins with the code.
    const messages = await local.messages(this.phone);
    const newest = messages.find((text) => /^\d{6} /.test(text));
    const code = newest?.slice(0, 6);
    if (code === undefined) throw new Error(`no code was sent to ${this.phone}: ${newest ?? "no message"}`);
    return code;
  }

  /** Asks for a code, reads it from the inbox and verifies it: a temp token for a newcomer, else tokens. */
  async verifyPhone(): Promise<Body> {
    const asked = await this.post("/auth/phone/submit", { phone: this.phone, purpose: "login" });
    expectStatus(asked, 200);
    const { challenge_id } = asked.body;
    const otp = await this.newestCode();
    const verified = await this.post("/auth/otp/verify", { phone: this.phone, otp, challenge_id });
    expectStatus(verified, 200);
    return verified.body;
  }

  /** Has an account, and a PIN for money. */
  async signUp(): Promise<this> {
    await this.register();
    await this.setPin();
    return this;
  }

  /** Has an account, and no PIN yet. */
  async register(): Promise<this> {
    const { temp_token } = await this.verifyPhone();
    const registered = await this.post(
      "/auth/register",
      { first_name: this.firstName, last_name: "Bello", password: PASSWORD },
      { headers: { authorization: `Bearer ${String(temp_token)}` } },
    );
    expectStatus(registered, 201);
    this.takeTokens(registered.body);
    return this;
  }

  async setPin(): Promise<void> {
    expectStatus(await this.post("/auth/set-transaction-pin", { pin: PIN }), 204);
  }

  async signIn(): Promise<this> {
    this.access = "";
    this.takeTokens(await this.verifyPhone());
    return this;
  }

  takeTokens(body: Body): void {
    this.access = String(body["access"]);
    this.refresh = String(body["refresh"]);
    this.userId = (body["user"] as { id: string }).id;
  }

  /** A confirmation token, good for five minutes, in the place of the PIN. */
  async confirmation(): Promise<string> {
    const answer = await this.post("/auth/verify-pin", { pin: PIN });
    expectStatus(answer, 200);
    return String(answer.body["confirmation"]);
  }

  async balance(): Promise<number> {
    const answer = await this.get("/wallet/balance");
    expectStatus(answer, 200);
    return Number(answer.body["balance"]);
  }

  /** Pays into the wallet through the simulator's checkout and waits until the money is there. */
  async topUp(amount: number): Promise<Body> {
    const order = { amount, currency: "NGN", payment_method: "card" };
    const initiated = await this.post("/wallet/topup/initiate", order, { key: `topup-${counter++}-${this.phone}` });
    expectStatus(initiated, 201);
    const accessCode = String(initiated.body["payment_url"]).split("/").pop() ?? "";
    const paid = await paystack.post(`/_sim/pay/${accessCode}`, { card: SUCCESS_CARD });
    expectStatus(paid, 200);
    await settled();
    return initiated.body;
  }
}

/** Runs whatever is due now (webhooks, stream records, steps) and waits until it is done. */
export async function settled(): Promise<void> {
  await local.advance("PT0S");
}

/** Signed-up people by name: `const { amina, joseph } = await people({ amina: { balance: 10_000 }, joseph: {} })`. */
export async function people<K extends string>(wanted: Record<K, PersonOptions>): Promise<Record<K, Person>> {
  const made = Object.entries<PersonOptions>(wanted).map(async ([name, options]) => {
    const firstName = options.firstName ?? name.charAt(0).toUpperCase() + name.slice(1);
    const person = await new Person(freshPhone(), firstName).signUp();
    if (options.balance !== undefined && options.balance > 0) await person.topUp(options.balance);
    return [name, person] as const;
  });
  return Object.fromEntries(await Promise.all(made)) as Record<K, Person>;
}

export function expectStatus(answer: Answer, status: number): void {
  if (answer.status !== status) {
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}
