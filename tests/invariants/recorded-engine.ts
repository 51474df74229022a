import { type Images, itemSize, requestUnits, type WireRequest } from "@cowry/table/capacity";
import { inMemory, MemoryEngine } from "./memory-engine.ts";
import type { Carry } from "./troubled-engine.ts";

/** What one operation costs, counted from its requests on the wire by AWS's rule, each item before and after known. */
export interface Cost {
  /** Requests one after the other: the longest chain of which each begins when the one before has been answered. */
  readonly roundTrips: number;
  /** As they were answered. */
  readonly operations: readonly string[];
  /** Actions of its transactions. */
  readonly items: number;
  readonly read: number;
  /** Those of the index among them. */
  readonly write: number;
  /** Bytes of the largest item written. */
  readonly largest: number;
}

const READS: ReadonlySet<string> = new Set(["GetItem", "BatchGetItem", "Query", "Scan"]);

interface Seen extends WireRequest {
  readonly from: number;
  readonly until: number;
  readonly images: ReadonlyMap<string, Images>;
}

/** A table in memory that keeps the requests, with what they found and left. */
export class RecordedEngine {
  private engine = new MemoryEngine();
  private readonly inner = inMemory(() => this.engine);
  private seen: Seen[] | undefined;
  /** Counts what happens: who was sent before another was answered does not depend on how fast this machine is. */
  private ticks = 0;

  empty(): void {
    this.engine = new MemoryEngine();
  }

  readonly carry: Carry = async (operation, body, headers) => {
    const from = (this.ticks += 1);
    // Whatever is sent together has been sent when this is answered.
    await new Promise((resolve) => setTimeout(resolve, 1));
    const input = JSON.parse(body) as Written;
    const keys = READS.has(operation) ? [] : keysOf(input);
    const imagesNow = () => keys.map(({ pk, sk }) => this.engine.at(pk.S, sk.S));
    const before = imagesNow();
    const answer = await this.inner(operation, body, headers);
    const after = imagesNow();
    const images = new Map(
      keys.map(({ pk, sk }, index) => [`${pk.S} ${sk.S}`, { before: before[index], after: after[index] }]),
    );
    const output = JSON.parse(answer.text) as unknown;
    this.seen?.push({ operation, input, output, images, from, until: (this.ticks += 1) });
    return answer;
  };

  /** What this one operation costs. */
  async costOf(act: () => Promise<unknown>): Promise<Cost> {
    const seen: Seen[] = [];
    this.seen = seen;
    await act();
    this.seen = undefined;
    const units = seen.map((each) => requestUnits(each, ({ pk, sk }) => each.images.get(`${pk} ${sk}`)));
    const written = seen
      .flatMap(({ images }) => [...images.values()])
      .map(({ before, after }) => after ?? before ?? {});
    return {
      roundTrips: chainOf(seen),
      operations: seen.map(({ operation }) => operation),
      items: seen.flatMap(({ input }) => (input as Written).TransactItems ?? []).length,
      read: units.reduce((sum, { read }) => sum + read, 0),
      write: units.reduce((sum, { write }) => sum + write, 0),
      largest: Math.max(0, ...written.map(itemSize)),
    };
  }
}

function chainOf(seen: readonly Seen[]): number {
  let [links, last] = [0, 0];
  for (const { from, until } of seen.toSorted((a, b) => a.until - b.until)) {
    if (from < last) continue;
    links += 1;
    last = until;
  }
  return links;
}

type Key = Readonly<Record<"pk" | "sk", { readonly S: string }>>;
interface Written {
  readonly Key?: Key;
  readonly Item?: Key;
  readonly TransactItems?: readonly Readonly<Record<string, Written>>[];
}

function keysOf(input: Written): readonly Key[] {
  const writes = [input, ...(input.TransactItems ?? []).flatMap((action) => Object.values(action))];
  return writes.flatMap(({ Key, Item }) => Key ?? Item ?? []);
}
