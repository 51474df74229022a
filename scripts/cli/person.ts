import { createHash, randomUUID } from "node:crypto";
import { type Answer, ask, type Json, type LocalCloud, pause, wordsOf } from "./cloud.ts";
import { Failure } from "./command.ts";
import { codeIn } from "./sms.ts";
import { readBase32, totpCode } from "./totp.ts";

/** Somebody with a phone, who does what the app would do: over HTTP only. */

export interface Named {
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly email?: string;
  readonly role?: "rider" | "driver";
}

/** Of everybody whom the command line makes up, so that anybody can sign in as them. */
export const PIN = "4826";
export const PASSWORD = "739148";

/** What a sign-in with somebody's device and network gives. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

/** Access tokens live a quarter of an hour of the local clock, refresh tokens a week. */
const ACCESS_MS = 12 * 60_000;
const REFRESH_MS = 6 * 86_400_000;
/** Of 429 and 503, with the same key: what was carried out is answered, not done again. */
const TRIES = 4;

/** Whoever was to be new has an account. */
export class AlreadyHere extends Failure {
  constructor({ firstName, phone }: Named) {
    super(`${firstName} (${phone}) has an account already.`);
  }
}

/** The API said no. */
export class Refused extends Failure {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message, status === 429 ? "It passes with the local clock: cowry test-clock advance 10m." : undefined);
    this.name = "Refused";
    this.status = status;
  }
}

export class Person {
  readonly name: Named;
  readonly #cloud: LocalCloud;
  readonly #ended: AbortSignal;
  #tokens: Tokens | undefined;
  #tokensAtMs = 0;
  userId = "";
  /** True when the phone had an account before. */
  wasKnown = false;

  constructor(name: Named, cloud: LocalCloud, ended: AbortSignal) {
    this.name = name;
    this.#cloud = cloud;
    this.#ended = ended;
  }

  /** A door of the API, whatever it answers. Money writes carry a key of their own. */
  async ask(method: string, path: string, body?: unknown, bearer = this.#tokens?.access): Promise<Answer> {
    const headers = {
      "x-device-id": `device-${this.name.phone.slice(1)}`,
      "x-local-source-ip": addressOf(this.name.phone),
      ...(bearer === undefined || bearer === "" ? {} : { authorization: `Bearer ${bearer}` }),
      ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
    };
    const url = `${this.#cloud.info.api}/api/v1${path}`;
    for (let tries = 1; ; tries += 1) {
      const answer = await ask(method, url, body, headers);
      if (![429, 503].includes(answer.status) || tries === TRIES) return answer;
      await pause(300 * tries, this.#ended);
    }
  }

  /** The same, and throws `Failure` with the API's own words where it refuses. */
  async do(method: string, path: string, body?: unknown, bearer?: string): Promise<Json> {
    const { status, body: told } = await this.ask(method, path, body, bearer);
    if (status < 300) return told;
    const code = typeof told["code"] === "string" ? ` (${told["code"]})` : "";
    const refusal = `${method} ${path} answered ${status}: ${wordsOf(told) ?? ""}${code}`;
    throw new Refused(status, `${this.name.firstName}: ${refusal}`);
  }

  /** Signs up. Throws `AlreadyHere` where the phone has an account. */
  async join(nowMs: number): Promise<this> {
    const verified = await this.#prove();
    if (typeof verified["temp_token"] !== "string") throw new AlreadyHere(this.name);
    return this.#register(verified["temp_token"], nowMs);
  }

  /** Signs up, or signs in where the phone has an account, with a code out of the inbox. */
  async arrive(nowMs: number, totpSecret?: string): Promise<this> {
    const verified = await this.#prove();
    const { temp_token: tempToken } = verified;
    this.wasKnown = typeof tempToken !== "string";
    if (typeof tempToken === "string") return this.#register(tempToken, nowMs);
    return this.#take(await this.#second(verified, totpSecret, nowMs), nowMs);
  }

  async #prove(): Promise<Json> {
    const { phone, role = "rider" } = this.name;
    this.#tokens = undefined;
    const asked = await this.do("POST", "/auth/phone/submit", { phone, purpose: "login" });
    const newest = await this.#cloud.local<readonly { body: string }[]>(`/messages?to=${encodeURIComponent(phone)}`);
    const answer = { phone, otp: codeIn(newest, phone), challenge_id: asked["challenge_id"], role };
    return this.do("POST", "/auth/otp/verify", answer);
  }

  async #register(tempToken: string, nowMs: number): Promise<this> {
    const { firstName, lastName, email } = this.name;
    const names = { first_name: firstName, last_name: lastName, password: PASSWORD, ...(email && { email }) };
    this.#take(await this.do("POST", "/auth/register", names, tempToken), nowMs);
    await this.do("POST", "/auth/set-transaction-pin", { pin: PIN });
    return this;
  }

  /** Sees to it that the tokens are good at this time of the local clock. */
  async wake(nowMs: number): Promise<this> {
    const age = nowMs - this.#tokensAtMs;
    if (this.#tokens === undefined || age > REFRESH_MS) return this.arrive(nowMs);
    if (age < ACCESS_MS) return this;
    const { refresh } = this.#tokens;
    return this.#take(await this.do("POST", "/auth/token/refresh", { refresh }, ""), nowMs);
  }

  /** Answers the question for a second factor, where it is asked. */
  async #second(verified: Json, secret: string | undefined, nowMs: number): Promise<Json> {
    const { mfa_token } = verified;
    if (mfa_token === undefined) return verified;
    const hint = "cowry sign-in <phone> --totp <secret> has it.";
    if (secret === undefined) throw new Failure(`${this.name.phone} is asked for the authenticator app's code.`, hint);
    const code = totpCode(readBase32(secret), nowMs);
    return this.do("POST", "/auth/mfa/verify", { mfa_token, method: "totp", code });
  }

  get tokens(): Tokens {
    if (this.#tokens === undefined) throw new Failure(`${this.name.phone} is not signed in.`);
    return this.#tokens;
  }

  /** Roles were given: tokens of before have ended. */
  forgetTokens(): void {
    this.#tokens = undefined;
  }

  #take(body: Json, nowMs: number): this {
    const { access, refresh, user } = body as { access?: string; refresh?: string; user?: { id: string } };
    if (access === undefined || refresh === undefined) throw new Failure(`${this.name.phone} was given no tokens.`);
    this.#tokens = { access, refresh };
    this.#tokensAtMs = nowMs;
    if (user !== undefined) this.userId = user.id;
    return this;
  }

  /** Orders a checkout page; the access code is what it is paid by. */
  async openCheckout(amount: number): Promise<{ readonly accessCode: string; readonly reference: string; id: string }> {
    const order = { amount, currency: "NGN", payment_method: "card" };
    const answer = await this.do("POST", "/wallet/topup/initiate", order);
    const { payment_url: url, transaction_id: id, reference } = answer;
    return { accessCode: String(url).split("/").at(-1) ?? "", id: String(id), reference: String(reference) };
  }

  /** Pays by a test card on the simulator's checkout page. */
  async topUp(amount: number, card = "success"): Promise<{ readonly reference: string; readonly id: string }> {
    const { accessCode, ...order } = await this.openCheckout(amount);
    await this.#cloud.simulator(`/_sim/pay/${accessCode}`, { card });
    return order;
  }

  /** Orders a payout to a bank account, which is saved as a beneficiary first. */
  async payOut(amount: number, accountNumber: string): Promise<{ readonly reference: string; readonly id: string }> {
    const account = { account_number: accountNumber, bank_code: "057" };
    const { id: beneficiary } = await this.do("POST", "/wallet/transfer/beneficiary", account);
    const order = { beneficiary_id: beneficiary, amount, pin: PIN };
    const { transaction_id: id } = await this.do("POST", "/wallet/withdraw", order);
    return { id: String(id), reference: referenceOf(String(id)) };
  }

  async balance(): Promise<number> {
    return Number((await this.do("GET", "/wallet/balance"))["balance"]);
  }

  /** What is not promised to anybody yet. */
  async available(): Promise<number> {
    return Number((await this.do("GET", "/wallet/balance"))["available"]);
  }
}

/** By which the provider knows a transaction. */
export function referenceOf(transactionId: string): string {
  return `cw-${transactionId.replaceAll("-", "")}`;
}

/** An address of its own per phone: the rate limits per network then see different people. */
function addressOf(phone: string): string {
  return `10.${createHash("sha256").update(phone).digest().subarray(0, 3).join(".")}`;
}
