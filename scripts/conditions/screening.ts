import { holds, type Item } from "../../tests/invariants/memory-expressions.ts";
import {
  companyOf,
  conditionOf,
  type Read,
  singleKind,
  weakened,
  type WireInput,
  type WireWrite,
} from "./conditions.ts";

/**
 * Which ways to weaken a condition would have let through what was refused. Where none of a suite's requests is refused
 * so, that way changes nothing of what its tests see: nobody needs to run them to know that it survives.
 */

interface Refused {
  readonly write: WireWrite;
  readonly condition: Read | undefined;
  /** As it stood; empty where there was none. */
  readonly item: Item;
}

interface Answer {
  readonly Item?: Item;
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Item?: Item }[];
}

const FAILED = "ConditionalCheckFailed";

/**
 * `condition name` of each. Where several conditions stood in the way, each is looked at by itself: whoever is refused for
 * a wallet's version decides anew, and meets the others alone then.
 */
export function reachedBy(operation: string, body: string, text: string): readonly string[] {
  if (!text.includes(FAILED)) return [];
  const refused = refusedOf(operation, JSON.parse(body) as WireInput, JSON.parse(text) as Answer);
  const all = Map.groupBy(refused, ({ condition }) => condition?.id ?? "");
  return [...all].flatMap(([id, own]) =>
    Object.keys(own[0]?.condition?.mutants ?? {})
      .filter((name) => own.every((one) => isLet(one, name)))
      .map((name) => `${id} ${name}`),
  );
}

function refusedOf(operation: string, input: WireInput, answer: Answer): readonly Refused[] {
  const single = singleKind(operation);
  if (single !== undefined) {
    return [{ write: input, condition: conditionOf(single, input, "alone"), item: answer.Item ?? {} }];
  }
  const actions = input.TransactItems ?? [];
  const within = companyOf(actions);
  return actions.flatMap((action, index) => {
    const { Code, Item: item = {} } = answer.CancellationReasons?.[index] ?? {};
    if (Code !== FAILED) return [];
    return Object.entries(action).map(([kind, write]) => ({
      ...{ write, item, condition: conditionOf(kind, write, within) },
    }));
  });
}

function isLet({ write, condition, item }: Refused, name: string): boolean {
  if (condition === undefined || !(name in condition.mutants)) return false;
  const weak = weakened(write, condition, name);
  return holds(weak.ConditionExpression, weak, item);
}
