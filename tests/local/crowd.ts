import { type Answer, type Body, cloud, local, paystack, send } from "../kit/cloud.ts";
import { expectStatus, Person, settled, SUCCESS_CARD } from "../kit/people.ts";

/**
 * People who order at the same time, over HTTP, and keep every answer that they were given. Whoever had none keeps the
 * order, to ask again with the same key.
 */

interface Order {
  readonly by: Person;
  readonly path: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Acknowledged extends Order {
  readonly status: number;
  readonly answer: Body;
}

const PEOPLE = ["Amina", "Joseph", "Ngozi", "Tunde", "Zainab", "Emeka"] as const;
const START = 5_000_000;
const ACCOUNT = { account_number: "0123456789", bank_code: "057" };
/** By the cloud's clock, and before an access token ends, which is a quarter of an hour. */
const REFRESHED_AFTER_MS = 8 * 60_000;
/** So often somebody comes back who is told to. */
const TRIES = 6;
/** Of the orders that were answered long ago, so many are looked at again. */
const OLD_ONES = 10;

export class Crowd {
  readonly answered: Acknowledged[] = [];
  /** Of all that had no answer: carried out before it got lost, not yet, and refused when it was asked for again. */
  readonly lost = { carriedOut: 0, notYet: 0, refused: 0 };
  /** How often each thing came of an order since the load began: its path with a status and a code, or why there was none. */
  readonly outcomes = new Map<string, number>();
  readonly #people: Person[] = [];
  readonly #beneficiaries = new Map<Person, string>();
  readonly #proofs = new Map<Person, string>();
  /** What stands in the histories before anybody orders. */
  readonly #before = new Set<string>();
  readonly #draw: (below: number) => number;
  #open: Order[] = [];
  #seen = 0;
  #orders = 0;
  #refreshedAtMs = 0;
  #isOver = true;
  #goesOn = false;

  constructor(draw: (below: number) => number) {
    this.#draw = draw;
  }

  async arrive(): Promise<void> {
    await Promise.all(
      PEOPLE.map(async (name, nth) => {
        const person = await new Person(`+23480311122${nth}${nth}`, name).signUp();
        this.#people.push(person);
        await person.topUp(START);
        const added = await person.post("/wallet/transfer/beneficiary", ACCOUNT);
        expectStatus(added, 201);
        this.#beneficiaries.set(person, String(added.body["id"]));
      }),
    );
    for (const person of this.#people) for (const id of (await historyOf(person)).keys()) this.#before.add(id);
    this.#refreshedAtMs = await nowMs();
    await this.#prove();
  }

  /** Everybody orders, one thing after the other, until `stop`; or until a connection breaks, where the whole cloud dies. */
  async order(dies: "cloud" | "function"): Promise<void> {
    this.#isOver = false;
    this.#goesOn = dies === "function";
    this.outcomes.clear();
    await Promise.all(
      this.#people.map(async (person) => {
        while (!this.#isOver) await this.#orderSomething(person);
      }),
    );
  }

  async #staySignedIn(): Promise<void> {
    if ((await nowMs()) - this.#refreshedAtMs > REFRESHED_AFTER_MS) await this.#refresh();
    await this.#prove();
  }

  /** Tokens in the place of a PIN, for all that comes until the next kill. */
  async #prove(): Promise<void> {
    for (const person of this.#people) this.#proofs.set(person, await person.confirmation());
  }

  stop(): void {
    this.#isOver = true;
  }

  /**
   * After a restart: what was acknowledged gets the same answer, what had no answer gets one now. Gives what is not as it
   * must be.
   */
  async look(): Promise<readonly string[]> {
    const open = this.#open;
    this.#open = [];
    for (const order of open) {
      // Whoever asks again may be told to wait, and the clock is moved by that: tokens end meanwhile.
      await this.#staySignedIn();
      await this.#askAgain(order);
    }
    await this.#staySignedIn();
    const young = this.answered.slice(this.#seen);
    const old = Array.from({ length: Math.min(OLD_ONES, this.#seen) }, () => this.answered[this.#draw(this.#seen)]);
    this.#seen = this.answered.length;
    const wrong: string[] = [];
    for (const one of [...young, ...old]) if (one !== undefined) wrong.push(...(await this.#stable(one)));
    return wrong;
  }

  async #orderSomething(by: Person): Promise<void> {
    const [kind, amount, key] = [this.#draw(10), 1_000 + this.#draw(20_000), `order-${(this.#orders += 1)}`];
    if (kind < 6) {
      const to = this.#people[this.#draw(this.#people.length)] ?? by;
      if (to !== by)
        await this.#send({ by, key, path: "/wallet/transfer", body: { to_user: to.userId, amount, currency: "NGN" } });
    } else if (kind < 8) {
      const body = { beneficiary_id: this.#beneficiaries.get(by), amount: 10_000 + amount };
      await this.#send({ by, key, path: "/wallet/withdraw", body });
    } else {
      const body = { amount: 10_000 + amount, currency: "NGN", payment_method: "card" };
      const page = await this.#send({ by, key, path: "/wallet/topup/initiate", body });
      const code = String(page?.body["payment_url"]).split("/").pop() ?? "";
      // Paid at the provider's, whether or not anybody here hears of it.
      if (page !== undefined) await paystack.post(`/_sim/pay/${code}`, { card: SUCCESS_CARD }).catch(() => undefined);
    }
  }

  async #send(order: Order): Promise<Answer | undefined> {
    try {
      const answer = await this.#post(order);
      if (answer.status < 300) this.answered.push({ ...order, status: answer.status, answer: answer.body });
      this.#count(`${order.path} ${answer.status} ${JSON.stringify(answer.body["code"] ?? answer.body["message"])}`);
      // Nobody is told that it failed: it may not have.
      if (answer.status >= 500) this.#open.push(order);
      return answer.status < 300 ? answer : undefined;
    } catch (error) {
      if (!isBroken(error)) throw error;
      this.#count(`${order.path} ${String(error)}`);
      this.#open.push(order);
      this.#isOver = !this.#goesOn;
      return undefined;
    }
  }

  #count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }

  async #askAgain(order: Order): Promise<void> {
    const answer = await this.#insist(order);
    if (answer.status >= 300) {
      this.lost.refused += 1;
      return;
    }
    this.answered.push({ ...order, status: answer.status, answer: answer.body });
    this.lost[answer.headers.get("idempotency-replayed") === "true" ? "carriedOut" : "notYet"] += 1;
  }

  /** As a client does: again, when it is told to. */
  async #insist(order: Order): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#post(order);
      if (answer.status < 500) return answer;
      if (tries === TRIES)
        throw new Error(`${order.path} ${order.key}: ${answer.status} ${JSON.stringify(answer.body)}`);
      // A call that was under way when everything was killed may still be: so long it is not made again.
      await local.advance(`PT${Number(answer.headers.get("retry-after") ?? "1")}S`);
    }
  }

  /** Not as the API document's tests ask: what the gateway says when a function was killed is no answer of ours. */
  #post({ by, path, body: wanted, key }: Order): Promise<Answer> {
    const body = path.startsWith("/wallet/topup") ? wanted : { ...wanted, confirmation: this.#proofs.get(by) };
    const headers = { ...by.headers(), "idempotency-key": key };
    return send("POST", `${cloud().origin}/api/v1${path}`, { body, headers });
  }

  /** The same order with the same key: the same answer, to the letter where nothing happens to it afterwards. */
  async #stable(order: Acknowledged): Promise<readonly string[]> {
    const again = await this.#insist(order);
    const { path, key, status, answer } = order;
    const name = `${path} ${key}`;
    if (again.status !== status) return [`${name}: ${status}, then ${again.status} ${JSON.stringify(again.body)}`];
    if (again.body["transaction_id"] !== answer["transaction_id"]) return [`${name} is another transaction`];
    const isOver = path === "/wallet/transfer";
    const [before, now] = [JSON.stringify(answer), JSON.stringify(again.body)];
    return isOver && before !== now ? [`${name}: ${before}, then ${now}`] : [];
  }

  async #refresh(): Promise<void> {
    for (const person of this.#people) {
      const answer = await person.post("/auth/token/refresh", { refresh: person.refresh });
      expectStatus(answer, 200);
      [person.access, person.refresh] = [String(answer.body["access"]), String(answer.body["refresh"])];
    }
    this.#refreshedAtMs = await nowMs();
  }

  /**
   * When all that was ordered has ended: every payout and top-up is where nothing more happens to it, and nothing stands
   * in a history that nobody was told of. What was refused has moved no money.
   */
  async unfinished(): Promise<readonly string[]> {
    await settled();
    const told = new Set([...this.#before, ...this.answered.map(({ answer }) => String(answer["transaction_id"]))]);
    const wrong: string[] = [];
    for (const person of this.#people) {
      await person.signIn();
      const history = await historyOf(person);
      for (const { by, path, key, answer } of this.answered) {
        const status = history.get(String(answer["transaction_id"])) ?? "not in the history";
        if (by === person && !/^(completed|failed|cancelled)$/.test(status)) wrong.push(`${path} ${key} is ${status}`);
      }
      const untold = [...history].filter(([id]) => !told.has(id));
      wrong.push(...untold.map(([id, status]) => `${id} is ${status}, and nobody was told of it`));
    }
    return wrong;
  }
}

/** Of everything in it, how it stands, by id. */
async function historyOf(person: Person): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await person.get(`/wallet/transactions?limit=100${page}`);
    expectStatus(answer, 200);
    const { items, next_cursor: next } = answer.body as unknown as Page;
    for (const { id, status } of items) found.set(id, status);
    cursor = next;
  }
  return found;
}

interface Page {
  readonly items: readonly { readonly id: string; readonly status: string }[];
  readonly next_cursor: string | null;
}

const isBroken = (error: unknown): boolean =>
  error instanceof TypeError && /fetch failed|terminated/.test(error.message);

async function nowMs(): Promise<number> {
  const { now } = (await local.get("/clock")).body as { now: string };
  return Date.parse(now);
}
