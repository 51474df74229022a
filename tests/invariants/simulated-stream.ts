import { type Images, relay } from "@cowry/core/relay";
import type { DomainEvent } from "@cowry/core/kernel";
import { sumSystemLegs } from "@cowry/core/wallet";
import { type Change, place } from "./memory-engine.ts";
import type { SimulatedTime } from "./simulated-time.ts";

/**
 * The table's stream and its two readers. A change comes by a while after it happened; those of one partition in their
 * order, others in any. A batch may come twice, and comes again, at the same place, until its reader does not fail.
 */

const SHARDS = 3;
/** Records that a reader is given at a time, at most. */
const BATCH_MAX = 12;
const OFTEN_TWICE = 12;
/** More than any trouble brings about in one story. */
const FAILED_MAX = 200;

interface Reader {
  readonly wants: (images: Images) => boolean;
  readonly read: (images: readonly Images[]) => Promise<void>;
}

/** What one reader has yet to be given of one shard. */
interface Queue {
  readonly reader: Reader;
  readonly records: Images[];
  isRead: boolean;
}

const typeIn = ({ newImage }: Images): string | undefined => newImage?.["t"]?.S;
/** As the doors' filters say it (`system/relay-events`, `wallet/aggregate-accounts`). */
const RELAYED: readonly (string | undefined)[] = ["journal", "audit", "bulk_batch", "dispute"];

export class SimulatedStream {
  /** Every event that was told, in its order; some twice. */
  readonly events: DomainEvent[] = [];
  /** Batches that came twice though nothing was wrong. */
  twice = 0;
  #failed = 0;
  readonly #time: SimulatedTime;
  readonly #queues: readonly Queue[];

  constructor(time: SimulatedTime) {
    this.#time = time;
    const bus = { put: (events: readonly DomainEvent[]) => Promise.resolve(void this.events.push(...events)) };
    const readers: readonly Reader[] = [
      { wants: (images) => RELAYED.includes(typeIn(images)), read: (images) => relay(images, bus) },
      {
        wants: ({ newImage }) => newImage?.["t"]?.S === "journal" && newImage["sl"]?.S === "pending",
        read: (images) => sumSystemLegs(images.flatMap(({ newImage }) => (newImage === undefined ? [] : [newImage]))),
      },
    ];
    this.#queues = readers.flatMap((reader) =>
      Array.from({ length: SHARDS }, (): Queue => ({ reader, records: [], isRead: false })),
    );
  }

  add({ before, after }: Change): void {
    const images = { oldImage: before, newImage: after } as unknown as Images;
    const shard = shardOf(place(after ?? before ?? {}));
    for (const [index, queue] of this.#queues.entries()) {
      if (index % SHARDS !== shard || !queue.reader.wants(images)) continue;
      queue.records.push(images);
      if (queue.isRead) continue;
      queue.isRead = true;
      // By an alarm: a reader is nobody's part, and goes on when whoever made the change is stopped.
      this.#time.after(this.#late(), () => void this.#read(queue));
    }
  }

  /** When all that happened has come by. */
  async drained(): Promise<void> {
    while (this.#queues.some(({ isRead }) => isRead)) {
      if (this.#failed > FAILED_MAX) throw new Error("a batch fails for ever");
      await this.#time.sleep(20);
    }
  }

  async #read(queue: Queue): Promise<void> {
    const { draw } = this.#time;
    while (queue.records.length > 0) {
      const batch = queue.records.slice(0, 1 + draw(BATCH_MAX));
      try {
        await queue.reader.read(batch);
        if (draw(OFTEN_TWICE) > 0) queue.records.splice(0, batch.length);
        else this.twice += 1;
      } catch {
        // Lambda gives the same batch again; what is wrong with it shows at the end, when it never went through.
        this.#failed += 1;
      }
      if (queue.records.length > 0) await this.#time.sleep(this.#late());
    }
    queue.isRead = false;
  }

  /** As a rule soon; sometimes half a minute. */
  #late(): number {
    const { draw } = this.#time;
    return draw(20) === 0 ? draw(30_000) : draw(300);
  }
}

function shardOf(where: string): number {
  let sum = 0;
  for (let at = 0; where.charCodeAt(at) > 0; at++) sum = (sum * 31 + where.charCodeAt(at)) >>> 0;
  return sum % SHARDS;
}
