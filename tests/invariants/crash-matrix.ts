import { type KeyRing, keyRing, type SecretName, setKeyRing } from "@cowry/core/kernel";
import { paystack } from "@cowry/gateways/paystack";
import { connectTable } from "@cowry/table";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Ending, judge } from "./crash-checks.ts";
import { Cloud, KEY } from "./crash-cloud.ts";
import { NAMES } from "./crash-doors.ts";
import { type Flow, simulate } from "./crash-flows.ts";
import type { Outcome } from "./crash-outcomes.ts";
import { type CrashPoint, hasCrashed, PARAMETERS, planCrash, PROVIDER, takeWires } from "./crash-seams.ts";
import { Clock, playTime } from "./crash-time.ts";
import type { InProcessGrants } from "../kit/in-process-grants.ts";
import { useTestSettings } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { seeded } from "./seeded.ts";
import { chanceBy, type Draw, substitute } from "./seeded-chance.ts";

/** Every place where a function can be stopped, times everything that the provider may do. */

/** Where it was stopped; undefined: nowhere. */
export interface Cell {
  readonly flow: Flow;
  readonly outcome: Outcome;
  readonly at: CrashPoint | undefined;
}

export interface Told {
  readonly cell: Cell;
  readonly ending: Ending;
  readonly violations: readonly string[];
  /** False: with this outcome nobody came to that place. */
  readonly crashed: boolean;
  readonly points: readonly CrashPoint[];
  /** What every run touched, in its order. */
  readonly runs: Cloud["runs"];
}

const SECRETS = [
  ...([
    "FIELD_KEYS",
    "LOOKUP_KEYS",
    "CURSOR_KEYS",
    "PAYSTACK_KEYS",
    "PIN_PEPPERS",
    "SESSION_KEYS",
    "OTP_KEYS",
  ] as const),
  ...(["TOKEN_PRIVATE_KEYS", "TOKEN_PUBLIC_KEYS", "RECEIPT_KEYS"] as const),
] as const;
const ENVIRONMENT = {
  ...{ COWRY_STAGE: "test", COWRY_DOOR: "test/crashes", SECRETS_PATH: "/cowry/test/", AWS_REGION: "eu-west-1" },
  ...{ TOKEN_ISSUER: "https://cowry.test", TOKEN_AUDIENCE: "cowry-api", PAYSTACK_URL: PROVIDER },
  ...{ ...NAMES, EMAIL_FROM: "no-reply@cowry.example", SMS_SENDER_ID: "Cowry" },
  ...{ AWS_ACCESS_KEY_ID: "crashes", AWS_SECRET_ACCESS_KEY: "crashes", AWS_ENDPOINT_URL_SSM: PARAMETERS },
};

/** A key for each secret; the pair that signs tokens is one. */
function ringsOf(): Map<SecretName, KeyRing> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const signing = (key: typeof privateKey) => JSON.stringify(key.export({ format: "jwk" }));
  const keys: Partial<Record<SecretName, string>> = {
    PAYSTACK_KEYS: KEY,
    TOKEN_PRIVATE_KEYS: signing(privateKey),
    TOKEN_PUBLIC_KEYS: signing(publicKey),
  };
  const ringOf = (name: SecretName) => ({
    current: "k1",
    keys: { k1: keys[name] ?? randomBytes(32).toString("base64url") },
  });
  return new Map(SECRETS.map((name) => [name, ringOf(name)]));
}

const WEEK = 7 * 86_400_000;
/** Each story begins on a Monday at nine, so that the schedules come at the same places in all of them. */
const MONDAY = Date.UTC(2026, 0, 5, 9);
const nextMonday = (nowMs: number): number => MONDAY + (Math.floor((nowMs - MONDAY) / WEEK) + 2) * WEEK;

/** Tells stories, one after the other, each in a world of its own. */
export class Theatre {
  readonly #clock = new Clock();
  /** What the functions read of their secrets. */
  readonly rings = ringsOf();
  readonly #undo: (() => void)[] = [];
  readonly #seed: number;
  #draw: Draw | undefined;
  readonly #grants: InProcessGrants;
  #cloud: Cloud;

  constructor(seed: number, grants: InProcessGrants) {
    this.#seed = seed;
    this.#grants = grants;
    this.#cloud = new Cloud(this.#clock, grants);
    Object.assign(process.env, ENVIRONMENT);
    useTestSettings();
    for (const [name, ring] of this.rings) setKeyRing(name, ring);
    connectTable({ tableName: ENVIRONMENT.TABLE_NAME });
    this.#undo.push(
      playTime(this.#clock),
      takeWires({
        aws: (request) => this.#cloud.aws(request),
        provider: (path) => this.#cloud.provider(path),
        parameters: (body) => this.#parameters(body),
      }),
      this.#listen(),
      // The same ids, pauses and places in every telling.
      substitute(chanceBy(() => this.#draw)),
    );
  }

  close(): void {
    this.#grants.keep();
    for (const undo of this.#undo.reverse()) undo();
  }

  async tell(cell: Cell): Promise<Told> {
    const { flow, outcome, at } = cell;
    this.#draw = seeded(this.#seed);
    this.#cloud = new Cloud(this.#clock, this.#grants);
    const cloud = this.#cloud;
    await this.#clock.moveTo(nextMonday(this.#clock.now()), () => Promise.resolve());
    await cloud.start(`${this.#seed}`);
    try {
      planCrash(undefined);
      await wakeBreaker();
      const begin = await flow.prepare(cloud);
      const faults = outcome.faults(flow.rail);
      if (faults.length > 0) await simulate(cloud, "/_sim/faults", { faults });
      await outcome.befalls?.(cloud);
      const before = cloud.runs.length;
      planCrash(at);
      await begin();
      await cloud.live(flow.patienceMs);
      const crashed = hasCrashed();
      planCrash(undefined);
      const { ending, violations } = await (flow.judge ?? judge)(cloud);
      const runs = cloud.runs.slice(before);
      return { cell, ending, violations, crashed, points: pointsOf(runs), runs };
    } finally {
      await cloud.stop();
    }
  }

  #parameters(body: string): string {
    const { Names } = JSON.parse(body) as { readonly Names: readonly string[] };
    const Parameters = Names.map((Name) => {
      const secret = SECRETS.find((name) => Name.includes(name));
      return { Name, Value: JSON.stringify(secret === undefined ? {} : this.rings.get(secret)) };
    });
    return JSON.stringify({ Parameters });
  }

  /** Log lines are kept from the screen; alerts in them are what staff hear. */
  #listen(): () => void {
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk: string | Uint8Array, ...rest: never[]) => {
      if (typeof chunk !== "string" || !chunk.startsWith("{")) return write(chunk, ...rest);
      const alert = /"alert":"([a-z_]+)"/.exec(chunk)?.[1];
      if (alert !== undefined) this.#cloud.told.add(alert);
      return true;
    };
    return () => {
      process.stdout.write = write;
    };
  }
}

/** A provider that was away in the story before is back: the breaker lets one call through, and closes. */
async function wakeBreaker(): Promise<void> {
  await paystack({ baseUrl: PROVIDER, keys: keyRing("PAYSTACK_KEYS") }).balance();
}

/** A poll that is like the one before it is stopped twice, not a hundred times. */
const OF_ONE_KIND = 2;

/** Before the first and behind every await of every run; questions asked side by side are one. */
function pointsOf(runs: Cloud["runs"]): readonly CrashPoint[] {
  const seen = new Map<string, number>();
  const points: CrashPoint[] = [];
  for (const { door, nth, touched } of runs) {
    for (let behind = 0; behind <= touched.length; behind++) {
      const isWithin = touched[behind - 1] === "table Query" && touched[behind] === "table Query";
      const kind = [door, ...touched.slice(0, behind)].join("|");
      const before = seen.get(kind) ?? 0;
      if (isWithin || before >= OF_ONE_KIND) continue;
      seen.set(kind, before + 1);
      points.push({ door, nth, behind });
    }
  }
  return points;
}

export function nameOf({ flow, outcome, at }: Cell): string {
  const where = at === undefined ? "not stopped" : `${at.door} ${at.nth} stopped behind ${at.behind}`;
  return `${flow.name}, ${outcome.name}, ${where}`;
}

/** All cells of one outcome in one flow: first nobody is stopped, then at every place that this shows. */
export async function* cellsOf(theatre: Theatre, flow: Flow, outcome: Outcome, pick = everyone): AsyncGenerator<Told> {
  const first = await theatre.tell({ flow, outcome, at: undefined });
  yield first;
  for (const at of pick(first.points)) yield await theatre.tell({ flow, outcome, at });
}

type Pick = (points: readonly CrashPoint[]) => readonly CrashPoint[];
const everyone: Pick = (points) => points;

interface SampleSize {
  readonly seed: number;
  readonly outcomes: number;
  readonly places: number;
}

/** Some outcomes of each flow, and some places in each; by the seed. */
export async function sampleOf(theatre: Theatre, flows: readonly Flow[], { seed, outcomes, places }: SampleSize) {
  const some = drawing(seed);
  const told: Told[] = [];
  for (const flow of flows) {
    for (const outcome of some(flow.outcomes, outcomes)) {
      for await (const one of cellsOf(theatre, flow, outcome, (points) => some(points, places))) told.push(one);
    }
  }
  return told;
}

function drawing(seed: number): <T>(list: readonly T[], many: number) => readonly T[] {
  const draw = seeded(seed);
  return (list, many) =>
    [...list]
      .map((each) => ({ each, place: draw(1_000_000) }))
      .sort((a, b) => a.place - b.place)
      .slice(0, many)
      .map(({ each }) => each);
}

/** First nobody is stopped; then at some of the places that this shows, each time with another outcome. */
export async function anywhere(
  theatre: Theatre,
  flow: Flow,
  { seed, places }: Omit<SampleSize, "outcomes">,
): Promise<readonly Told[]> {
  const some = drawing(seed);
  const [calm, ...others] = flow.outcomes;
  if (calm === undefined) return [];
  const told = [await theatre.tell({ flow, outcome: calm, at: undefined })];
  const at = some(told[0]?.points ?? [], places);
  for (const [n, outcome] of some(others, places).entries()) {
    told.push(await theatre.tell({ flow, outcome, at: at[n] }));
  }
  return told;
}

/** Stops that nobody came to. The story is the same up to there, so there is none. */
export function notComeTo(told: readonly Told[]): readonly string[] {
  return told.filter(({ cell, crashed }) => cell.at !== undefined && !crashed).map(({ cell }) => nameOf(cell));
}

/** What was played and how it came out, in a line. */
export function sizeOf(told: readonly Told[]): string {
  const count = (holds: (one: Told) => boolean): number => told.filter(holds).length;
  const outcomes = new Set(told.map(({ cell }) => `${cell.flow.name}/${cell.outcome.name}`)).size;
  const endings = (["conclusive", "with staff", "waiting"] as const).map(
    (ending) => `${count((one) => one.ending === ending)} ${ending}`,
  );
  return (
    `${outcomes} outcomes, ${count(({ cell }) => cell.at !== undefined)} stops ` +
    `(${count(({ cell, crashed }) => cell.at !== undefined && !crashed)} not come to), ${endings.join(", ")}, ` +
    `${count(({ violations }) => violations.length > 0)} wrong`
  );
}
