import { canonical } from "./memory-expressions.ts";
import type { Carry } from "./troubled-engine.ts";

/** AWS's own engine and the one in memory, asked the same: whether they answer the same. */

/** One after the other, so that both see the same order; answers differ in what nobody reads. */
export function compared(truth: Carry, model: Carry): Carry {
  let queue: Promise<unknown> = Promise.resolve();
  let differ: Error | undefined;
  return (operation, body, headers) => {
    const turn = queue.then(async () => {
      if (differ !== undefined) throw differ;
      const [real, ours] = [await truth(operation, body, headers), await model(operation, body, headers)];
      const a = essence(operation, real.text);
      const isOver = await endsThere(real.text, ours.text, (start) =>
        model(operation, JSON.stringify({ ...(JSON.parse(body) as object), ExclusiveStartKey: start }), headers),
      );
      const b = essence(operation, isOver ? withoutNext(ours.text) : ours.text);
      if (real.status !== ours.status || a !== b) {
        throw new Error(`the engines differ on ${operation} ${body}:\n${real.status} ${a}\n${ours.status} ${b}`);
      }
      return real;
    });
    queue = turn.catch((error: unknown) => {
      differ ??= error instanceof Error ? error : new Error(String(error));
    });
    return turn;
  };
}

interface Page {
  readonly LastEvaluatedKey?: object;
  readonly ScannedCount?: number;
}

/**
 * DynamoDB leaves open whether a full page that is the last is followed by an empty one. True where the real engine says
 * that nothing follows, and ours, asked for what does, has nothing.
 */
async function endsThere(real: string, ours: string, ask: (start: object) => ReturnType<Carry>): Promise<boolean> {
  const { LastEvaluatedKey: start } = JSON.parse(ours) as Page;
  if (start === undefined || (JSON.parse(real) as Page).LastEvaluatedKey !== undefined) return false;
  const { ScannedCount: more } = JSON.parse((await ask(start)).text) as Page;
  return more === 0;
}

function withoutNext(text: string): string {
  const { LastEvaluatedKey: _, ...page } = JSON.parse(text) as Page;
  return JSON.stringify(page);
}

export function essence(operation: string, text: string): string {
  const { message: _, Message: __, ConsumedCapacity: ___, ...answer } = JSON.parse(text) as Record<string, unknown>;
  const reasons = answer["CancellationReasons"];
  if (Array.isArray(reasons)) {
    answer["CancellationReasons"] = reasons.map((reason: Record<string, unknown>) => ({ ...reason, Message: null }));
  }
  const { Items: items } = answer;
  // Which partition a scan comes to first is the engine's own affair.
  if (operation === "Scan" && Array.isArray(items)) answer["Items"] = items.map(canonical).sort();
  const responses = answer["Responses"];
  if (operation === "BatchGetItem" && typeof responses === "object" && responses !== null) {
    // In no order.
    answer["Responses"] = Object.values(responses as Record<string, unknown[]>).map((found) =>
      found.map(canonical).sort(),
    );
  }
  return canonical(answer);
}
