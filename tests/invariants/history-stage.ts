import { DAY, setBell } from "@cowry/core/kernel";
import { connectTable } from "@cowry/table";
import { type Engine, makeTable, useEndpoint } from "@cowry/table/engine.testkit";
import { tap } from "../../scripts/conditions/tap.ts";
import { useTestSecrets } from "../../packages/core/src/auth/secrets.testkit.ts";
import { forgetPolicy } from "../../packages/core/src/wallet/policy.ts";
import { compared } from "./compared-engines.ts";
import { KINDS, play, type Step } from "./history.ts";
import {
  expectInvariants,
  expectOrders,
  expectRebuildable,
  expectTold,
  unconserved,
  unversioned,
} from "./history-checks.ts";
import { type Cast, newCast, type World, worldOf } from "./history-world.ts";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import { SimulatedStream } from "./simulated-stream.ts";
import { QUIET, SimulatedTable, TROUBLE } from "./simulated-table.ts";
import { SimulatedTime, takeTime } from "./simulated-time.ts";
import { type Carry, engineAt, takeWire, troubledEngine } from "./troubled-engine.ts";

/** A history, and by what chance everything comes about in it. */
export interface Told {
  readonly list: readonly Step[];
  readonly luck: number;
}

/** When the first of them is born. */
const BEGINNING = Date.UTC(2026, 0, 5, 9);
/** Of the people, so many sign in. */
const SIGNED_UP = 2;
/** With AWS's own engine nothing takes the time that it takes in AWS. */
const TROUBLE_AT_ONCE = { conflict: 0.08, throttling: 0.01, resetAfterCommit: 0.04 };
/** Nobody looks at what is signed. */
const CREDENTIALS = { accessKeyId: "histories", secretAccessKey: "local" };

/** What conditions are sent is known when so many have been played; looking at each takes as long as playing it. */
const TAPPED = 30;

/** What carries the requests of one history. */
interface Wire {
  readonly engine: MemoryEngine;
  readonly carry: Carry;
  /** Trouble from now on. */
  readonly trouble: () => void;
  /** No more trouble; and until nothing is half done. */
  readonly calm: () => void;
  readonly rest: () => Promise<void>;
  readonly stream: SimulatedStream;
  readonly seen: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/** Changes what is sent, or looks at it. */
export type Between = (carry: Carry, time: SimulatedTime) => Carry;

/** Where histories are played, one after the other, each in a world of its own. */
export class Stage {
  /** How often what befell requests, and what they met. */
  readonly seen: Record<string, number> = {};
  /** Operations that were refused whenever they were tried. */
  readonly neverDone = new Set<string>(KINDS);
  steps = 0;
  /** Steps that were not refused. */
  done = 0;
  readonly #truth: Engine | undefined;
  readonly #undo: () => void;
  #carry: Carry = inMemory(() => new MemoryEngine());
  #tables = 0;
  #played = 0;
  #cast: { readonly engine: MemoryEngine; readonly cast: Cast } | undefined;

  private constructor(truth: Engine | undefined) {
    this.#truth = truth;
    this.#undo = takeTime();
  }

  /**
   * In memory, as it is in AWS; where AWS's own engine is given, in that one and in memory side by side, every answer
   * compared.
   */
  static open(truth?: Engine): Stage {
    setBell(() => undefined);
    // Whoever makes tables asks for them here.
    if (truth !== undefined) useEndpoint(truth.url);
    const stage = new Stage(truth);
    stage.#connect("histories");
    return stage;
  }

  close(): void {
    this.#undo();
  }

  /** Throws when anything that must hold does not. */
  async play({ list, luck }: Told, between: Between = (carry) => carry): Promise<void> {
    this.#played += 1;
    const time = new SimulatedTime(luck, BEGINNING + (luck % DAY));
    await time.play(async () => {
      forgetPolicy();
      const wire = await this.#wire(time);
      this.#carry = between(wire.carry, time);
      const world = worldOf(await this.#enter(wire));
      wire.trouble();
      await this.#steps(list, world, wire, time);
      wire.calm();
      await wire.stream.drained();
      await wire.rest();
      expectInvariants(wire.engine.all(), "the end", wire.violations);
      expectRebuildable(wire.engine.all());
      expectTold(wire.engine.all(), wire.stream.events);
      expectOrders(wire.engine.all(), world);
      for (const [name, times] of [...Object.entries(wire.seen), ["batch twice", wire.stream.twice] as const]) {
        this.seen[name] = (this.seen[name] ?? 0) + times;
      }
    });
  }

  /** After each step everything that was written is looked at. */
  async #steps(list: readonly Step[], world: World, wire: Wire, time: SimulatedTime): Promise<void> {
    let changes = 0;
    for (const [index, step] of list.entries()) {
      await time.sleep(step.afterMs);
      this.steps += 1;
      if (await play(world, step)) {
        this.done += 1;
        this.neverDone.delete(step.kind);
      }
      await wire.rest();
      if (wire.engine.changes === changes) continue;
      ({ changes } = wire.engine);
      expectInvariants(wire.engine.all(), `step ${index + 1} (${step.kind})`, wire.violations);
    }
  }

  async #wire(time: SimulatedTime): Promise<Wire> {
    const stream = new SimulatedStream(time);
    const violations: string[] = [];
    if (this.#truth !== undefined)
      return { ...(await this.#sideBySide(this.#truth, time, stream)), stream, violations };
    const engine: MemoryEngine = new MemoryEngine(
      (change) => {
        table.note(change);
        stream.add(change);
      },
      () => time.now(),
    );
    const table = new SimulatedTable(engine, time, (changes) =>
      violations.push(...unconserved(changes), ...changes.flatMap(unversioned)),
    );
    return {
      ...{ engine, stream, violations, carry: table.carry, seen: table.seen, rest: () => table.rest() },
      trouble: () => (table.misfortunes = TROUBLE),
      calm: () => (table.misfortunes = QUIET),
    };
  }

  async #sideBySide(
    { url }: Engine,
    time: SimulatedTime,
    stream: SimulatedStream,
  ): Promise<Omit<Wire, "stream" | "violations">> {
    const engine = new MemoryEngine(
      (change) => stream.add(change),
      () => time.now(),
    );
    const table = `histories-${(this.#tables += 1)}`;
    await time.outside(makeTable(url, table));
    this.#connect(table);
    const both = compared(
      engineAt(url),
      inMemory(() => engine),
    );
    const troubled = troubledEngine((...request) => time.outside(both(...request)), { signed: true });
    return {
      ...{ engine, carry: troubled.carry, seen: troubled.injected, rest: () => Promise.resolve() },
      trouble: () => troubled.begin(TROUBLE_AT_ONCE, time.draw),
      calm: () => troubled.begin({ conflict: 0, throttling: 0, resetAfterCommit: 0 }, time.draw),
    };
  }

  /** Everybody who takes part. In memory they are born once, and are as they were in every history. */
  async #enter(wire: Wire): Promise<Cast> {
    if (this.#truth !== undefined) return born();
    if (this.#cast === undefined) {
      const [engine, carry] = [new MemoryEngine(), this.#carry];
      this.#carry = inMemory(() => engine);
      this.#cast = { engine, cast: await new SimulatedTime(1, BEGINNING).play(born) };
      this.#carry = carry;
    }
    wire.engine.fill(this.#cast.engine);
    for (const item of wire.engine.items()) wire.stream.add({ before: undefined, after: item });
    return this.#cast.cast;
  }

  #connect(tableName: string): void {
    const url = this.#truth?.url ?? "http://in.memory.invalid";
    const credentials = () => ({ ...CREDENTIALS, accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "histories" });
    connectTable({ tableName, place: { region: "eu-west-1", endpoint: new URL(url), credentials } });
    const isTapped = () => this.#played <= TAPPED || tap.isMutating;
    takeWire((...request) => this.#carry(...request), { signed: this.#truth !== undefined, isTapped });
  }
}

async function born(): Promise<Cast> {
  useTestSecrets();
  return newCast(SIGNED_UP);
}

/** Every request that is sent, with its time. Tokens are chance: what counts is which are the same. */
export function traced(trace: string[]): Between {
  return (carry, time) => {
    const tokens = new Map<string, string>();
    return (operation, body, headers) => {
      const told = body.replace(/"ClientRequestToken":"([^"]+)"/, (_, token: string) => {
        if (!tokens.has(token)) tokens.set(token, `token ${tokens.size + 1}`);
        return tokens.get(token) ?? "";
      });
      trace.push(`${time.now()} ${operation} ${told}`);
      return carry(operation, body, headers);
    };
  };
}
