import type { Item } from "./memory-expressions.ts";
import { MemoryEngine } from "./memory-engine.ts";
import { SimulatedTable } from "./simulated-table.ts";
import { SimulatedTime, takeTime } from "./simulated-time.ts";

/** Requests that meet in the table of a story, over and over: which answers come at all. */

const TABLE = "rounds";
const keyOf = (name: string) => ({ pk: { S: name }, sk: { S: "#" } });

/** What one request came to: an error's name, or the body of its answer. */
type Ask = (operation: string, input: object) => Promise<{ readonly name: string; readonly body: Answer }>;
interface Answer {
  readonly Item?: Item;
  readonly CancellationReasons?: readonly { readonly Code: string }[];
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
}

/** Adds one to both items of a pair, in a transaction of this token. */
export const addToBoth = (token: string) => ({
  ClientRequestToken: token,
  TransactItems: ["x", "y"].map((name) => ({ Update: { TableName: TABLE, Key: keyOf(name), ...PLUS_ONE } })),
});
const PLUS_ONE = {
  UpdateExpression: "ADD #n :one",
  ExpressionAttributeNames: { "#n": "n" },
  ExpressionAttributeValues: { ":one": { N: "1" } },
};
export const addToOne = { TableName: TABLE, Key: keyOf("x"), ...PLUS_ONE };
export const readBoth = { RequestItems: { [TABLE]: { Keys: ["x", "y"].map(keyOf), ConsistentRead: true } } };
export const readX = (isStrong: boolean) => ({ TableName: TABLE, Key: keyOf("x"), ConsistentRead: isStrong });

export const numberIn = (item: Item | undefined): number => Number(item?.["n"]?.N ?? 0);
export const numbersIn = ({ Responses }: Answer): readonly number[] =>
  ["x", "y"].map((name) => numberIn(Responses?.[TABLE]?.find(({ pk }) => pk?.S === name)));

/** Plays so many rounds, each when the one before has ended; `elapse` lets time go by in one. */
export async function rounds(
  times: number,
  seed: number,
  round: (ask: Ask, nth: number, elapse: (ms: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  const undo = takeTime();
  const time = new SimulatedTime(seed, Date.UTC(2026, 0, 5, 9));
  const engine: MemoryEngine = new MemoryEngine(
    (change) => table.note(change),
    () => time.now(),
  );
  const table = new SimulatedTable(engine, time, () => undefined);
  const ask: Ask = async (operation, input) => {
    const { text } = await table.carry(operation, JSON.stringify(input), {});
    const body = JSON.parse(text) as Answer & { readonly __type?: string };
    return { name: body.__type?.replace(/^.*#/, "") ?? "", body };
  };
  try {
    await time.play(async () => {
      for (let nth = 0; nth < times; nth++) {
        await round(ask, nth, (ms) => time.sleep(ms));
        await table.rest();
      }
    });
  } finally {
    undo();
  }
}
