import { rawQuery } from "@cowry/table/audit";
import { type Images, requestUnits, type WireRequest } from "@cowry/table/capacity";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The wire between us and the engine: what went over it, how much of it at once, and what AWS charges for it. */

/** Long against what we do between two requests: whatever was sent together is held together. */
const HOLD_MS = 120;

interface Seen extends WireRequest {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Cost {
  /** Requests one after the other: the longest chain of which each begins when the one before has been answered. */
  readonly roundTrips: number;
  /** What was asked, in alphabetical order. */
  readonly operations: readonly string[];
  readonly read: number;
  readonly write: number;
}

export interface Wire {
  readonly url: string;
  costOf(act: () => Promise<unknown>): Promise<Cost>;
  stop(): Promise<void>;
}

/**
 * An endpoint in front of the engine; requests are held back while their cost is looked at. Not held, they cost no time,
 * and round trips are not told apart.
 */
export async function startWire(engine: string, holdMs = HOLD_MS): Promise<Wire> {
  let seen: Seen[] | undefined;
  const server = createServer((request, response) => {
    void pass(request, response).catch(() => request.socket.destroy());
  });

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fromMs = performance.now();
    const body = Buffer.concat(await request.toArray()).toString();
    const names = ["content-type", "x-amz-target", "x-amz-date", "authorization"];
    const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]));
    const answer = await fetch(engine, { method: "POST", headers, body });
    const text = await answer.text();
    if (seen !== undefined) {
      const listed = seen;
      await new Promise((resolve) => setTimeout(resolve, holdMs));
      const operation = String(request.headers["x-amz-target"]).replace(/^.*\./, "");
      const [input, output] = [body, text].map((json) => JSON.parse(json) as unknown);
      listed.push({ operation, input, output, fromMs, untilMs: performance.now() });
    }
    response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
    response.end(text);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async costOf(act) {
      const listed: Seen[] = [];
      seen = listed;
      await act();
      seen = undefined;
      return costOf(listed);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function costOf(seen: readonly Seen[]): Promise<Cost> {
  const images = await imagesOf(seen);
  const units = seen.map((request) => requestUnits(request, ({ pk, sk }) => images.get(`${pk} ${sk}`)));
  return {
    roundTrips: chainOf(seen),
    operations: seen.map(({ operation }) => operation).sort(),
    read: units.reduce((sum, { read }) => sum + read, 0),
    write: units.reduce((sum, { write }) => sum + write, 0),
  };
}

function chainOf(seen: readonly Seen[]): number {
  let [links, lastMs] = [0, 0];
  for (const { fromMs, untilMs } of seen.toSorted((a, b) => a.untilMs - b.untilMs)) {
    if (fromMs < lastMs) continue;
    links += 1;
    lastMs = untilMs;
  }
  return links;
}

type Key = Readonly<Record<"pk" | "sk", { readonly S: string }>>;
interface Write {
  readonly Key?: Key;
  readonly Item?: Key;
  readonly TransactItems?: readonly Readonly<Record<string, Write>>[];
}

/** What was written, as it stands afterwards: none of it is larger than before by a whole unit. */
async function imagesOf(seen: readonly Seen[]): Promise<ReadonlyMap<string, Images>> {
  const writes = seen.flatMap(({ input }) => {
    const write = input as Write;
    return [write, ...(write.TransactItems ?? []).flatMap((action) => Object.values(action))];
  });
  const images = new Map<string, Images>();
  for (const { Key, Item } of writes) {
    const key = Key ?? Item;
    if (key === undefined) continue;
    for await (const after of rawQuery(key.pk.S, { prefix: key.sk.S })) {
      if (after["sk"]?.S === key.sk.S) images.set(`${key.pk.S} ${key.sk.S}`, { before: after, after });
    }
  }
  return images;
}
