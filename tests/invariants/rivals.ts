import { AppError, type Customer, now, setBell } from "@cowry/core/kernel";
import { connectTable } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { expectInvariants, unversioned } from "./history-checks.ts";
import { batch, MemoryEngine, place, type Read } from "./memory-engine.ts";
import { canonical } from "./memory-expressions.ts";
import { SimulatedTime, takeTime } from "./simulated-time.ts";
import { takeWire } from "./troubled-engine.ts";

interface Acting<World> {
  act(world: World, key: string): Promise<unknown>;
}

/**
 * Whoever comes between: just before an operation sends its request number k, or when half of it is read, a rival runs from
 * its beginning to its end, then the request goes on; or the rival was there before, and reads that may be late are. What came of both must be what comes of one after the other, in either order, or of the rival
 * alone where the operation is refused. Nothing of that is said per operation: a stage has its people and things, and
 * every act on it meets every other, and itself.
 */
export interface Stage<World> {
  readonly name: string;
  /** Who and what is there; the world holds nothing that an act changes. */
  set(): Promise<World>;
  /** `key` is the act's own: given the same one twice it is the same request again. */
  readonly acts: Readonly<Record<string, Acting<World>["act"]>>;
  /** Acts that find nothing left to do, and are told no more than that they are done: words that come, sweeps. */
  readonly quiet?: readonly string[];
  /** Acts of several transactions, between which others may come: of those it is looked at what everybody is told, and at the books. */
  readonly inSteps?: readonly string[];
  /** Acts of which even what one is told depends on between which of their steps others come: the books alone. */
  readonly loose?: readonly string[];
  /** Attributes of which the last word stays, whoever had it, by their stored names: notes for staff. */
  readonly aside?: readonly string[];
  /** Pairs of which the first has gone wrong with the second between: at every place in `npm test`, too. */
  readonly cases?: readonly (readonly [string, string])[];
  /** Acts that only come between: time passes in them, and what was asked before it is answered after it. */
  readonly between?: readonly string[];
}

/** One for the stage and another for what is played on it: no id is made twice. */
const [SETTING, PLAYING] = [20_261_121, 20_261_122];
/** Whole hours from which no window of a limit ends during a story. */
const START_MS = Date.UTC(2031, 0, 15, 9);
const WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"]);
/** An operation with more places than that is looked at as far. */
const PLACES_MAX = { writes: 8, requests: 40 } as const;

/** Where a rival may come: before each write, or before every request and in the midst of each read of several items. */
export type Places = "writes" | "requests";

/** What of a read is read before the rival comes, by place; nothing of any other request. */
type Early = ReadonlySet<string>;
type Look = (where: string) => ReturnType<MemoryEngine["in"]>;

const NOTHING: Early = new Set();
const asItIs: Look = (where) => engine.in(where);

/** What was written otherwise than it may be on the way to where a story ends. */
let amiss: string[] = [];
const newEngine = () => new MemoryEngine((change) => amiss.push(...unversioned(change)));
let engine = newEngine();
/** Where it is there, eventually consistent reads are answered from it: from before the rival came. */
let late: MemoryEngine | undefined;
let between: (operation: string, input: Read) => Promise<Look> = () => Promise.resolve(asItIs);

async function carry(operation: string, body: string): Promise<{ readonly status: number; readonly text: string }> {
  const input = JSON.parse(body) as Read;
  const look = await between(operation, input);
  const from = late !== undefined && isEventual(operation, input) ? late : engine;
  const { status, body: answer } =
    operation === "BatchGetItem" && from === engine ? batch(input, look) : from.answer(operation, input);
  return { status, text: JSON.stringify(answer) };
}

/** Whether the table may answer with what was there a moment ago. */
function isEventual(operation: string, { ConsistentRead = false, RequestItems = {} }: Read): boolean {
  if (WRITES.has(operation) || operation === "BatchWriteItem") return false;
  return !ConsistentRead && Object.values(RequestItems).every((of) => of.ConsistentRead !== true);
}

/** The points of a request at which a rival may come, each with what has been read by then. */
function pointsOf(operation: string, { RequestItems = {} }: Read, places: Places): readonly Early[] {
  if (places === "writes") return WRITES.has(operation) ? [NOTHING] : [];
  if (operation !== "BatchGetItem") return [NOTHING];
  const all = Object.values(RequestItems).flatMap(({ Keys }) => Keys.map(place));
  // Such a read is no snapshot: each item is read at a time of its own.
  return all.length < 2 ? [NOTHING] : [NOTHING, ...all.map((one) => new Set([one]))];
}

/** An item as it is, for a stage's own eyes: nobody comes before that look. */
export const glance = (pk: string, sk: string): ReturnType<Look> => engine.in(place({ pk: { S: pk }, sk: { S: sk } }));

/** Everything of the domains that asks the table asks one in memory from now on. */
export function enterTheatre(): void {
  useTestSecrets();
  setBell(() => undefined);
  useEndpoint("http://in.memory.invalid");
  connectTable({ tableName: "rivals" });
  takeWire(carry, { signed: false });
}

type Act = () => Promise<unknown>;

interface Point {
  readonly places: Places;
  /** Of those of the act, from 1. */
  readonly at: number;
}

/** Nothing happens in the same millisecond. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 3));

/** What somebody was told: `done`, the code of a refusal, or a fault, which nobody may be told. */
async function told(act: Act): Promise<string> {
  try {
    await act();
    return "done";
  } catch (error) {
    if (error instanceof AppError && error.kind !== "bug") return error.code;
    return `fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

interface Ending {
  /** What the act and its rival were told. */
  readonly told: readonly string[];
  readonly left: string;
  readonly problem: string | undefined;
}

const problemOf = (items: Parameters<typeof expectInvariants>[0]): string | undefined => {
  try {
    expectInvariants(items, "both", amiss);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** A stage that is set: each story begins with what is on it. */
export class Theatre<World> {
  readonly #stage: Stage<World>;
  readonly #world: World;
  readonly #before: MemoryEngine;
  /** When the stage was set: each story goes on from there. */
  readonly #atMs: number;
  readonly #known: ReadonlySet<string>;

  private constructor(stage: Stage<World>, [world, atMs]: readonly [World, number], before: MemoryEngine) {
    [this.#stage, this.#world, this.#atMs, this.#before] = [stage, world, atMs, before];
    this.#known = new Set([...textsOf([...before.all()])]);
  }

  static async open<World>(stage: Stage<World>): Promise<Theatre<World>> {
    engine = newEngine();
    between = () => Promise.resolve(asItIs);
    forgetPolicy();
    const set = await inTime(SETTING, START_MS, async () => [await stage.set(), now()] as const);
    return new Theatre(stage, set, engine);
  }

  /** Plays one act with its rival at every place; what came of it otherwise than it may, in lines. */
  async meet(act: string, rival: string, places: Places): Promise<readonly string[]> {
    const isSame = act === rival;
    const wrong: string[] = [];
    // The same again is both the same request and another one like it.
    for (const keys of isSame
      ? ([
          ["one", "one"],
          ["one", "two"],
        ] as const)
      : ([["one", "two"]] as const)) {
      const [first, second] = [this.#act(act, keys[0]), this.#act(rival, keys[1])];
      const orders = [await this.#play([first, second]), turned(await this.#play([second, first]))];
      const alone = await this.#play([second]);
      for (let at = places === "requests" ? 0 : 1; at <= PLACES_MAX[places]; at++) {
        const met = at === 0 ? await this.#follow(first, second) : await this.#interrupt(first, second, { at, places });
        if (met === undefined) break;
        const isIn = (acts: readonly string[] = []) => acts.includes(act);
        const { quiet, inSteps, loose } = this.#stage;
        const how = { isQuiet: isIn(quiet), isInSteps: isIn(inSteps), isLoose: isIn(loose) };
        const why = mismatch(met, orders, alone, how);
        const again = isSame ? (keys[0] === keys[1] ? " (the same request)" : " (another request)") : "";
        if (why !== undefined) wrong.push(`${act}, at place ${at} of it ${rival}${again}: ${why}`);
      }
    }
    return wrong;
  }

  #act(name: string, key: string): Act {
    const act = this.#stage.acts[name];
    if (act === undefined) throw new Error(`${name} is not played on ${this.#stage.name}`);
    return () => act(this.#world, key);
  }

  #reset(): void {
    engine = newEngine();
    engine.fill(this.#before);
    amiss = [];
    between = () => Promise.resolve(asItIs);
    forgetPolicy();
  }

  #ending(heard: readonly string[]): Ending {
    const aside = new Set([...WAY, ...(this.#stage.aside ?? [])]);
    return { told: heard, left: essence(engine.all(), this.#known, aside), problem: problemOf(engine.all()) };
  }

  async #play(acts: readonly Act[]): Promise<Ending> {
    this.#reset();
    const heard = await inTime(PLAYING, this.#atMs, async () => {
      const all: string[] = [];
      for (const act of acts) {
        all.push(await told(act));
        await aMoment();
      }
      return all;
    });
    return this.#ending(heard);
  }

  /** The act comes after its rival, and what it reads where the table owes it nothing newer is from before. */
  async #follow(act: Act, rival: Act): Promise<Ending> {
    this.#reset();
    const heard = await inTime(PLAYING, this.#atMs, async () => {
      const other = await told(rival);
      await aMoment();
      late = this.#before;
      return [await told(act), other];
    });
    late = undefined;
    return this.#ending(heard);
  }

  /** Undefined: the act has fewer places. */
  async #interrupt(act: Act, rival: Act, { at, places }: Point): Promise<Ending | undefined> {
    this.#reset();
    let [passed, isRival] = [0, false];
    const met: { rival?: string } = {};
    between = async (operation, input) => {
      if (isRival || met.rival !== undefined) return asItIs;
      const points = pointsOf(operation, input, places);
      const early = points[at - passed - 1];
      passed += points.length;
      if (early === undefined) return asItIs;
      const before = new Map([...early].map((where) => [where, engine.in(where)]));
      isRival = true;
      await aMoment();
      met.rival = await told(rival);
      await aMoment();
      isRival = false;
      return (where) => (before.has(where) ? before.get(where) : engine.in(where));
    };
    const heard = await inTime(PLAYING, this.#atMs, () => told(act));
    return met.rival === undefined ? undefined : this.#ending([heard, met.rival]);
  }
}

const turned = ({ told: [second = "", first = ""], ...ending }: Ending): Ending => ({
  ...ending,
  told: [first, second],
});

interface How {
  readonly isQuiet: boolean;
  readonly isInSteps: boolean;
  readonly isLoose: boolean;
}

/** Whether it was carried out; why not may have another name when it is found out later. */
const briefly = (heard: readonly string[]): string => heard.map((one) => one === "done").join();

function mismatch(met: Ending, orders: readonly Ending[], alone: Ending, how: How): string | undefined {
  const fault = met.told.find((each) => each.startsWith("fault"));
  if (fault !== undefined) return fault;
  if (met.problem !== undefined) return met.problem;
  if (how.isLoose) return undefined;
  const leaves = (one: Ending) => how.isInSteps || one.left === met.left;
  const is = (one: Ending) => leaves(one) && briefly(one.told) === briefly(met.told);
  if (orders.some(is)) return undefined;
  const [own, ...other] = met.told;
  const isRefused = own !== "done" || how.isQuiet;
  if (isRefused && briefly(other) === briefly(alone.told) && leaves(alone)) return undefined;
  const ways = [...orders, { ...alone, told: ["(refused)", ...alone.told] }].map(
    (one) => `${String(one.told)} ${differenceOf(met.left, one.left)}`,
  );
  // The least of the differences tells the most.
  return `told ${String(met.told)}, and not ${ways.sort((a, b) => a.length - b.length)[0] ?? ""}`;
}

/** Lines that only one has. */
function differenceOf(met: string, other: string): string {
  const [here, there] = [met.split("\n"), other.split("\n")];
  const without = (lines: readonly string[], others: readonly string[]) => {
    const left = [...others];
    return lines.filter((line) => !left.includes(line) || left.splice(left.indexOf(line), 1).length === 0);
  };
  const more = without(here, there).map((line) => `+${line}`);
  const less = without(there, here).map((line) => `-${line}`);
  return [...more, ...less].join(" ").slice(0, 1_500);
}

/** In a time of its own that begins then, the same each time; by the seed. */
async function inTime<T>(seed: number, startMs: number, act: () => Promise<T>): Promise<T> {
  const undo = takeTime();
  try {
    return await new SimulatedTime(seed, startMs).play(act);
  } finally {
    undo();
  }
}

/** Written beside whatever happens, or counting how often it was tried. */
const ASIDE: ReadonlySet<string> = new Set(["audit", "notice", "login", "rate_limit"]);
/** Attributes that say how it came about: hashes over the way, meetings on a wallet, keys of the index, ends of life. */
const WAY: ReadonlySet<string> = new Set("lh hs cn ct ttl g1s".split(" "));
const TIME_FROM = 100_000_000_000n;

/** What is there, without the ids and times that this telling of the story has made. */
function essence(items: Iterable<unknown>, known: ReadonlySet<string>, aside: ReadonlySet<string>): string {
  const lines: string[] = [];
  for (const item of items as Iterable<Record<string, { readonly S?: string }>>) {
    if (ASIDE.has(item["t"]?.S ?? "")) continue;
    const kept = Object.entries(item).filter(([name]) => !aside.has(name));
    lines.push(canonical(plain(Object.fromEntries(together(kept)), known, aside)));
  }
  return lines.sort().join("\n");
}

const NUMBERED = /^([a-z])\d$/;

/** Numbered places are alike: what lies in them counts, not in which. */
function together(kept: readonly (readonly [string, { readonly S?: string }])[]) {
  const places = kept
    .filter(([name]) => NUMBERED.test(name))
    .map(([name, { S = "" }]) => `${name[0] ?? ""} ${S.slice(0, 2)}`);
  return [...kept.filter(([name]) => !NUMBERED.test(name)), ["places", { L: places.sort() }] as const];
}

function plain(value: unknown, known: ReadonlySet<string>, aside: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => plain(one, known, aside));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([name]) => !aside.has(name));
    const told = entries.map(([name, one]) => [name, name === "N" ? number(one) : plain(one, known, aside)]);
    return Object.fromEntries(told);
  }
  if (typeof value !== "string") return value;
  return value
    .split("#")
    .map((part) => (TIME.test(part) ? "time" : isPlain(part) || known.has(part) ? part : "…"))
    .join("#");
}

const TIME = /^[1-9]\d{12,}$/;
/** Drawn codes are no words. */
const DRAWN = /^[A-Z0-9]{8}$/;
const isPlain = (part: string): boolean => (part.length < 12 && !DRAWN.test(part)) || /^0\d+$/.test(part);
const number = (text: unknown): string => (BigInt(String(text)) >= TIME_FROM ? "time" : String(text));

/** Every text in it, and its parts. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield* value.split("#");
  else if (typeof value === "object" && value !== null) for (const one of Object.values(value)) yield* textsOf(one);
}

/** Somebody's request by a program that keeps its keys apart from others'. */
export const keyed = (customer: Customer, key: string): string => `${customer.userId}-${key}`;
