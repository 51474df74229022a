import { type Images, itemSize, requestUnits, type WireRequest } from "@cowry/table/capacity";
import { type Answer, local } from "../kit/cloud.ts";
import { rawItem } from "./table.testkit.ts";

/** What one request costs, counted from its requests on the wire by AWS's rule. */
export interface Cost {
  readonly operations: readonly string[];
  readonly read: number;
  readonly write: number;
  /** Bytes of each item that the transaction wrote, as it is stored. */
  readonly items: readonly number[];
}

/** On a busy machine a request may take longer than the SDK waits, and is sent again: the cheapest of three tells. */
export async function leastCost(send: (attempt: number) => Promise<Answer>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) costs.push(await costOf(await send(attempt)));
  const [least] = costs.sort((a, b) => a.write + a.read - (b.write + b.read));
  if (least === undefined) throw new Error("three were measured");
  return least;
}

type Key = Readonly<Record<"pk" | "sk", { readonly S: string }>>;
type Action = Readonly<Record<string, { readonly Key?: Key; readonly Item?: Key }>>;

/** Of a request that has gone through. */
export async function costOf(answer: Answer): Promise<Cost> {
  if (answer.status >= 300) throw new Error(`expected success: ${JSON.stringify(answer.body)}`);
  const { body } = await local.get(`/wire?request_id=${answer.requestId}`);
  const requests = body as unknown as readonly WireRequest[];
  const actions = requests.flatMap(({ operation, input }) =>
    operation === "TransactWriteItems" ? (input as { TransactItems: readonly Action[] }).TransactItems : [],
  );
  const images = new Map<string, Images>();
  for (const action of actions) {
    const [one] = Object.values(action);
    const key = one?.Key ?? one?.Item;
    if (key === undefined) throw new Error("every action of a transaction names an item");
    const after = await rawItem(key.pk.S, key.sk.S);
    images.set(`${key.pk.S} ${key.sk.S}`, { before: after, after });
  }
  const units = requests.map((request) => requestUnits(request, ({ pk, sk }) => images.get(`${pk} ${sk}`)));
  return {
    operations: requests.map(({ operation }) => operation),
    read: units.reduce((sum, { read }) => sum + read, 0),
    write: units.reduce((sum, { write }) => sum + write, 0),
    items: [...images.values()].map(({ after = {} }) => itemSize(after)),
  };
}
