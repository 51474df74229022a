import { reach, type LocalCloud } from "./cloud.ts";
import { type Command, Failure, JSON_OPTION } from "./command.ts";
import { type Employee } from "./employee.ts";
import { AlreadyHere, PASSWORD, type Person, PIN } from "./person.ts";
import { columns, naira, Progress, say, sayJson, type Screen } from "./screen.ts";
import { clockOf } from "./test-clock.ts";
import { type Deed, type Story, tellStory } from "./town.ts";
import { Town } from "./town-life.ts";

export const seed: Command = {
  words: ["seed"],
  says: "Fill the local cloud with a town of people and weeks of their history",
  about:
    "People sign up, pay in by card and transfer, pay each other, take rides on holds, pay out (some of it fails), are " +
    "identified, disputed, frozen and blocked; one is an agent, one a merchant, one a super admin. Everything is asked " +
    "over HTTP, as apps and staff would. The local clock moves on by those weeks, with every night's jobs. The same " +
    "seed makes the same town.",
  options: {
    people: { type: "string", value: "<count>", says: "how many live there (40)" },
    weeks: { type: "string", value: "<count>", says: "how long (3)" },
    seed: { type: "string", short: "s", value: "<number>", says: "which town (1)" },
    json: JSON_OPTION,
  },
  examples: [
    ["cowry seed", "40 people, three weeks: two to four minutes"],
    ["cowry seed --people 12 --weeks 1", "a village"],
    ["cowry seed --seed 2", "another town beside it"],
  ],
  run: async (given, screen) => {
    const count = given.count("people", 40, [6, 200]);
    const days = 7 * given.count("weeks", 3, [1, 26]);
    const number = given.count("seed", 1, [0, 9_999]);
    const cloud = await reach(given.port);
    const story = tellStory(number, count, days);
    const town = new Town(cloud, story, screen.ended);
    const boss = await town.hire(bossPhone(number), screen.ended).catch((error: unknown) => {
      throw error instanceof AlreadyHere ? known(number) : error;
    });
    await live(town, story, cloud, screen);
    await tell({ town, story, boss, number }, cloud, given.is("json"), screen);
  },
};

/** A number of the town's own, which nobody else of any town has. */
export function bossPhone(number: number): string {
  return `+2348180${String(number).padStart(6, "0")}`;
}

function known(number: number): Failure {
  const hint = `Another one: cowry seed --seed ${number + 1}. From nothing: cowry start --fresh.`;
  return new Failure(`The town of seed ${number} is here already, whole or in part.`, hint);
}

/** Mornings, afternoons, and the nights between the days. */
async function live(town: Town, story: Story, cloud: LocalCloud, screen: Screen): Promise<void> {
  const progress = new Progress(screen);
  const { daily, hourly } = byRhythm(await cloud.local<readonly Schedule[]>("/schedules"));
  const all = story.days.flat().length;
  let done = 0;
  try {
    for (const [day, deeds] of story.days.entries()) {
      const noon = Math.ceil(deeds.length / 2);
      for (const [at, deed] of deeds.entries()) {
        progress.show(done / all, `day ${day + 1} of ${story.days.length}, ${wordFor(deed)}`);
        if (at === noon) await advance(cloud, "PT4H", daily);
        if (screen.ended.aborted) throw new Failure(`stopped on day ${day + 1}: the town is there in part`);
        await town.live(deed);
        done += 1;
      }
      progress.show(done / all, `day ${day + 1} of ${story.days.length}, the night`);
      await advance(cloud, "PT19H", daily);
      await advance(cloud, "PT1H", [...daily, ...hourly]);
      await town.keepBossAwake();
    }
    progress.show(1, "what is left to do");
    await advance(cloud, "PT15M");
  } finally {
    progress.end();
  }
}

function advance(cloud: LocalCloud, by: string, schedules?: readonly string[]): Promise<unknown> {
  return cloud.local("/clock", { advance: by, schedules });
}

interface Schedule {
  readonly name: string;
  readonly expression: string;
}

/**
 * What runs every night does, on the hour it is due; what runs every hour does once a day, and what runs every few minutes
 * once at the end: three weeks of all of them, which mostly find nothing to do, would take ten times as long.
 */
export function byRhythm(schedules: readonly Schedule[]): Readonly<Record<"daily" | "hourly", readonly string[]>> {
  const named = (wanted: RegExp) =>
    schedules.filter(({ expression }) => wanted.test(expression)).map(({ name }) => name);
  return { daily: named(/^cron\(\S+ [^*]/), hourly: named(/^cron\(\d+ \*/) };
}

const WORDS: Readonly<Record<Deed["do"], string>> = {
  join: "signing up",
  topup: "topping up",
  transfer: "sending money",
  payout: "paying out",
  ride: "taking rides",
  identify: "identifying",
  deposit: "receiving from a bank",
  role: "giving roles",
  freeze: "freezing",
  block: "blocking",
  dispute: "disputing",
};

const wordFor = (deed: Deed): string => WORDS[deed.do];

interface Made {
  readonly town: Town;
  readonly story: Story;
  readonly boss: Employee;
  readonly number: number;
}

async function tell({ town, story, boss, number }: Made, cloud: LocalCloud, asJson: boolean, screen: Screen) {
  const counts = Object.fromEntries(town.counts);
  const { now } = await clockOf(cloud.local);
  const rows = await Promise.all(notable(story).map(([who, what]) => rowOf(town.people[who], what, Date.parse(now))));
  const people = rows.filter((row) => row !== undefined);
  const staff = { name: "Ngozi Adichie", phone: boss.person.name.phone, role: "super_admin", totp_secret: boss.secret };
  if (asJson) {
    sayJson(screen, { seed: number, now, counts, pin: PIN, password: PASSWORD, people, staff });
    return;
  }
  const done = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  say(screen, `The town of seed ${number}: ${done.join(", ")}.`, `It is now ${now} there.`, "");
  say(
    screen,
    ...columns(people.map(({ name, phone, balance, is }) => [name, phone, is, balance === null ? "" : naira(balance)])),
    "",
  );
  say(screen, `${staff.name}  ${staff.phone}  super admin; authenticator: cowry totp ${staff.totp_secret}`, "");
  say(screen, `Everybody's PIN is ${PIN}, their password ${PASSWORD}. Sign in as any of them: cowry sign-in <phone>,`);
  say(screen, `or in the console: ${cloud.info.console}`);
}

/** Those whom one would like to be: by their number in the story, and what is special about them. */
export function notable({ people, days }: Story): readonly (readonly [who: number, is: string])[] {
  const deeds = days.flat();
  const of = (what: Deed["do"]) => deeds.find((deed) => deed.do === what)?.who;
  const driver = people.findIndex(({ trade }) => trade === "driver");
  const found: (readonly [number | undefined, string])[] = [
    [0, "merchant"],
    [1, "agent"],
    [driver === -1 ? undefined : driver, "driver"],
    [of("identify"), "identified"],
    [of("dispute"), "has a dispute"],
    [of("freeze"), "wallet frozen"],
    [of("block"), "blocked"],
  ];
  return found.flatMap(([who, is]) => (who === undefined ? [] : [[who, is] as const]));
}

/** Whoever is blocked is let in nowhere, and so cannot be asked. */
async function rowOf(person: Person | undefined, is: string, nowMs: number) {
  if (person === undefined) return undefined;
  const { firstName, lastName, phone } = person.name;
  const balance = is === "blocked" ? null : await (await person.wake(nowMs)).balance();
  return { name: `${firstName} ${lastName}`, phone, user_id: person.userId, is, balance };
}
