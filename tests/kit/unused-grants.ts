import type { PermissionReport } from "./permissions.ts";

/**
 * Grants that no test can make their door use, by door and word, each with why it is kept all the same. Whatever else is
 * unused in a run of everything fails it; so does a reason that is needed no more. How a door comes to use what it was
 * granted on a rare path: tests/invariants/granted-*.ts.
 */
const REASONS: Readonly<Record<string, string>> = {};

const WORDS: Readonly<Record<string, string>> = {
  "dynamodb:GetItem": "get",
  "dynamodb:BatchGetItem": "batch_get",
  "dynamodb:PutItem": "put",
  "dynamodb:UpdateItem": "update",
  "dynamodb:DeleteItem": "delete",
  "dynamodb:ConditionCheckItem": "check",
  "dynamodb:BatchWriteItem": "put_many",
  "dynamodb:Scan": "scan",
};

/** A grant in the words of `uses`. */
export function wordOf(action: string, resource: string): string {
  if (action === "dynamodb:Query") return resource.includes("/index/") ? "query_index" : "query";
  return WORDS[action] ?? action;
}

interface NamedDoor {
  readonly id: string;
  /** How its function is called. */
  readonly title: string;
  /** Where its `uses` stand. */
  readonly line: string;
}

/** What is wrong with the grants of a run of everything, each in a line. */
export function wrongGrants(
  { granted, denied }: PermissionReport,
  doors: readonly NamedDoor[],
  reasons = REASONS,
): readonly string[] {
  const doorOf = (title: string) =>
    doors.find((one) => one.title === title) ?? { id: title, line: "see the templates" };
  const unused = granted
    .filter(({ used, by_service: byService }) => used === 0 && !byService)
    .map(({ door, action, resource }) => ({ ...doorOf(door), action, resource, word: wordOf(action, resource) }));
  const kept = new Set(unused.map(({ id, word }) => `${id} ${word}`));
  return [
    ...unused
      .filter(({ id, word }) => !Object.hasOwn(reasons, `${id} ${word}`))
      .map(
        ({ id, action, resource, line }) => `${id} was granted ${action} on ${resource} and no test used it: ${line}`,
      ),
    ...denied.map(({ door, action, resource }) => {
      const { id, line } = doorOf(door);
      return `${id} asked for ${action} on ${resource} and was not granted it: ${line}`;
    }),
    ...Object.keys(reasons)
      .filter((grant) => !kept.has(grant))
      .map((grant) => `${grant} is used, or not granted any more: its reason in tests/kit/unused-grants.ts goes`),
  ];
}
