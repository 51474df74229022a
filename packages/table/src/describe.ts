import type { AnyEntity } from "./entity.ts";
import { queryMeets, templatesMeet } from "./keys.ts";

/** One sentence for each pair of entities whose items could be taken for one another; empty when all is well. */
export function keyCollisions(entities: readonly AnyEntity[]): readonly string[] {
  return entities.flatMap((a, index) => entities.slice(index + 1).flatMap((b) => [...collisions(a, b)]));
}

function* collisions(a: AnyEntity, b: AnyEntity): Generator<string> {
  const pair = `${a.name} and ${b.name}`;
  if (a.name === b.name) yield `two entities are called ${a.name}`;
  if (indexesMeet(a, b)) yield `${pair} can share a partition of the index`;
  if (!templatesMeet(a.templates.pk, b.templates.pk)) return;
  if (templatesMeet(a.templates.sk, b.templates.sk)) yield `${pair} can have the same key`;
  else if (queryMeets(a.templates.sk, b.templates.sk)) yield `a query of ${a.name} can meet ${b.name}`;
  else if (queryMeets(b.templates.sk, a.templates.sk)) yield `a query of ${b.name} can meet ${a.name}`;
}

function indexesMeet(a: AnyEntity, b: AnyEntity): boolean {
  const [left, right] = [a.templates.indexPk, b.templates.indexPk];
  return left !== undefined && right !== undefined && templatesMeet(left, right);
}

/** `docs/table.md`: every kind of item with its keys and attributes, by name; laid out as the formatter wants it. */
export function describeTable(entities: readonly AnyEntity[]): string {
  const sorted = entities.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    "# The table",
    "",
    "Generated from the entities; do not edit. One table: keys `pk` and `sk` (text), one sparse index `gsi1` (`g1p`, `g1s`,",
    "keys only). Every item carries its type `t` and schema version `sv`; `ttl` is in seconds. A `#` only separates.",
    "A bigint inside json is stored as a number set of one.",
    "",
    ...chart(["Entity", "pk", "sk", "gsi1", "Version", "What it is"], sorted.map(entityRow)),
    ...sorted.flatMap(details),
    "",
  ].join("\n");
}

function entityRow({ name, pk, sk, index, version, about = "" }: AnyEntity): readonly string[] {
  const place = index === undefined ? "–" : `${code(index.pk)} / ${code(index.sk)}`;
  return [`[${name}](#${anchor(name)})`, code(pk), code(sk), place, String(version), about];
}

function details({ name, attributes, expires }: AnyEntity): string[] {
  const rows = Object.entries(attributes).map(([attribute, { short, kind, optional }]) => [
    attribute,
    code(short),
    kind,
    optional ? "optional" : "",
  ]);
  return [
    "",
    `## ${name}`,
    "",
    ...(expires === undefined ? [] : [`Collected some time after \`${expires}\`.`, ""]),
    ...(rows.length === 0
      ? ["Its key says everything."]
      : chart(["Attribute", "Stored as", "Type", "May be absent"], rows)),
  ];
}

function chart(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const rows = [head, ...body].map((cells) => cells.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) => Math.max(3, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[], fill: string) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width, fill)).join(" | ")} |`;
  const [first = [], ...rest] = rows;
  return [line(first, " "), line([], "-"), ...rest.map((cells) => line(cells, " "))];
}

const code = (text: string): string => `\`${text}\``;
const anchor = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_ -]/g, "")
    .replaceAll(" ", "-");
