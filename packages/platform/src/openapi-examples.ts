import type { HttpDoor } from "./door.ts";

/** Answers that a test run was given, by operation and status: docs/examples.json. */
export type Recorded = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const nameOf = (id: string, status: string) => `${id.replace("/", ".")}.${status}`;

/** What of the record the document's operations still answer. */
export function recordedExamples(doors: readonly HttpDoor[], recorded: Recorded): Record<string, unknown> {
  const found = doors.flatMap(({ id, definition }) =>
    Object.keys(definition.returns).flatMap((status) => {
      const value = recorded[id]?.[status];
      return value === undefined ? [] : [[nameOf(id, status), { summary: definition.summary, value }] as const];
    }),
  );
  return Object.fromEntries(found);
}

/** The reference to it, for the answer with this status. */
export function exampleRef(id: string, status: string, recorded: Recorded): Record<string, unknown> {
  if (recorded[id]?.[status] === undefined) return {};
  return { examples: { recorded: { $ref: `#/components/examples/${nameOf(id, status)}` } } };
}
