import type { LocalCloud } from "./cloud.ts";
import { Failure } from "./command.ts";
import { type Employee, employ, nowOf } from "./employee.ts";
import { Person, PIN } from "./person.ts";
import type { Act, Decision, Deed, Story } from "./town.ts";

/** Lives a story: every deed is what the app, a card's owner or staff would ask the API, over HTTP. */
export class Town {
  readonly #cloud: LocalCloud;
  readonly #story: Story;
  readonly #people: readonly Person[];
  readonly #topups = new Map<number, string>();
  #boss: Employee | undefined;
  readonly counts = new Map<string, number>();

  constructor(cloud: LocalCloud, story: Story, ended: AbortSignal) {
    this.#cloud = cloud;
    this.#story = story;
    this.#people = story.people.map((resident) => new Person(resident, cloud, ended));
  }

  get people(): readonly Person[] {
    return this.#people;
  }

  /** The super admin, who gives roles, freezes and blocks. */
  async hire(phone: string, ended: AbortSignal): Promise<Employee> {
    const name = { firstName: "Ngozi", lastName: "Adichie", phone };
    return (this.#boss = await employ(name, "super_admin", this.#cloud, ended));
  }

  async live(deed: Deed): Promise<void> {
    const nowMs = await nowOf(this.#cloud);
    const person = this.#person(deed.who);
    if (deed.do === "join") await person.join(nowMs);
    else if (deed.do === "freeze" || deed.do === "block" || deed.do === "role") await this.#decide(deed, nowMs);
    else await this.#act(deed, await person.wake(nowMs));
    this.counts.set(deed.do, (this.counts.get(deed.do) ?? 0) + 1);
  }

  /** So that staff need no second factor anew: their session is refreshed within its week. */
  async keepBossAwake(): Promise<void> {
    await this.#boss?.person.wake(await nowOf(this.#cloud));
  }

  async #act(deed: Act, person: Person): Promise<void> {
    switch (deed.do) {
      case "topup": {
        const { reference } = await person.topUp(deed.amount, deed.card);
        if (deed.card === "success") this.#topups.set(deed.who, reference);
        return this.#settle();
      }
      case "transfer": {
        const { amount, note } = deed;
        const order = { to_phone: this.#person(deed.to).name.phone, amount, currency: "NGN", pin: PIN, note };
        await person.do("POST", "/wallet/transfer", order);
        return;
      }
      case "payout":
        await person.payOut(deed.amount, deed.account);
        return;
      case "ride":
        return this.#ride(deed, person);
      case "identify": {
        const proof = { bvn: deed.bvn, account_number: "0111111111", bank_code: "007" };
        await person.do("POST", "/wallet/virtual-account/identification", proof);
        return;
      }
      case "deposit": {
        const { account_number: number } = await person.do("POST", "/wallet/virtual-account");
        await this.#cloud.simulator(`/_sim/virtual-accounts/${String(number)}/pay`, { amount: deed.amount });
        return this.#settle();
      }
      case "dispute": {
        const reference = this.#topups.get(deed.who);
        if (reference !== undefined) await this.#cloud.simulator("/_sim/disputes", { reference });
      }
    }
  }

  /** The rider promises, the driver takes the fare; what is left goes back to the rider. */
  async #ride(deed: Extract<Deed, { do: "ride" }>, rider: Person): Promise<void> {
    const driver = await this.#person(deed.to).wake(await nowOf(this.#cloud));
    const order = { payee: driver.userId, amount: deed.held, currency: "NGN", reason: "Ride", pin: PIN };
    const { id } = await rider.do("POST", "/wallet/holds", order);
    await driver.do("POST", `/wallet/holds/${String(id)}/capture`, { amount: deed.fare, final: true });
  }

  async #decide(deed: Decision, nowMs: number): Promise<void> {
    const boss = this.#boss?.person;
    if (boss === undefined) throw new Failure("nobody has been hired to decide");
    await boss.wake(nowMs);
    const of = `/admin/users/${this.#person(deed.who).userId}`;
    if (deed.do === "freeze") await boss.do("POST", `${of}/wallets/NGN/freeze`, { reason: deed.reason });
    if (deed.do === "block") await boss.do("POST", `${of}/block`, { reason: deed.reason });
    if (deed.do !== "role") return;
    const { role = "rider" } = this.#story.people[deed.who] ?? {};
    await boss.do("POST", `${of}/assign-role`, { roles: [role, deed.role], reason: `works as ${deed.role}` });
    this.#person(deed.who).forgetTokens();
  }

  async #settle(): Promise<void> {
    await this.#cloud.local("/clock", { advance: "PT0S", schedules: [] });
  }

  #person(who: number): Person {
    const person = this.#people[who];
    if (person === undefined) throw new Failure(`the story has nobody with the number ${who}`);
    return person;
  }
}
