import { readFileSync } from "node:fs";
import path from "node:path";

/** What docs/table.md, which is made from the entities, says of them. */
export interface Entity {
  readonly name: string;
  /** Its attributes by the names under which they are stored: `money`, `int`, `open | closed`. */
  readonly types: ReadonlyMap<string, string>;
}

interface Place extends Entity {
  readonly pk: readonly string[];
  readonly sk: readonly string[];
}

let places: readonly Place[] | undefined;

/** The entity whose keys look like these; undefined when the table of the product has none. */
export function entityAt(pk: string, sk: string): Entity | undefined {
  places ??= read(readFileSync(path.resolve(import.meta.dirname, "../../docs/table.md"), "utf8"));
  const [first, second] = [pk.split("#"), sk.split("#")];
  return places.find((place) => fits(place.pk, first) && fits(place.sk, second));
}

function fits(template: readonly string[], parts: readonly string[]): boolean {
  return (
    template.length === parts.length &&
    template.every((part, index) => (part.startsWith("{") ? parts[index] !== "" : part === parts[index]))
  );
}

function read(text: string): readonly Place[] {
  const types = new Map<string, Map<string, string>>();
  const found: Place[] = [];
  let current = new Map<string, string>();
  for (const line of text.split("\n")) {
    const heading = /^## (\S+)$/.exec(line)?.[1];
    if (heading !== undefined) types.set(heading, (current = new Map<string, string>()));
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
    const [, first = "", second = "", third = ""] = cells;
    const name = /^\[(\S+)\]\(#/.exec(first)?.[1];
    if (name !== undefined) {
      const of = types.get(name) ?? new Map<string, string>();
      types.set(name, of);
      found.push({ name, types: of, pk: keyOf(second), sk: keyOf(third) });
    } else if (/^`.+`$/.test(second)) current.set(second.slice(1, -1), third);
  }
  return found.map((place) => ({ ...place, types: types.get(place.name) ?? place.types }));
}

function keyOf(cell: string): readonly string[] {
  return cell.slice(1, -1).split("#");
}
