/** A state machine as a drawing: what follows what, and where on the paper. Pure. */

export interface Node {
  readonly name: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Taken when something went wrong. */
  readonly onError: boolean;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly width: number;
  readonly height: number;
}

export const BOX = { width: 190, height: 40 };
const GAP = { x: 76, y: 18 };
const MARGIN = 16;

type State = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is State =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly State[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const named = (value: unknown): readonly string[] => (typeof value === "string" ? [value] : []);

/** All states by name, those within a Map or Parallel too: names are unique in a machine. */
function statesOf(definition: unknown): ReadonlyMap<string, State> {
  const found = new Map<string, State>();
  const add = (machine: unknown) => {
    if (!isRecord(machine) || !isRecord(machine["States"])) return;
    for (const [name, state] of Object.entries(machine["States"])) {
      if (!isRecord(state)) continue;
      found.set(name, state);
      for (const branch of branchesOf(state)) add(branch);
    }
  };
  add(definition);
  return found;
}

function branchesOf(state: State): readonly State[] {
  const processor = state["ItemProcessor"];
  return [...list(state["Branches"]), ...(isRecord(processor) ? [processor] : [])];
}

function edgesOf(name: string, state: State): readonly Edge[] {
  const edge = (to: string, onError = false): Edge => ({ from: name, to, onError });
  return [
    ...named(state["Next"]).map((to) => edge(to)),
    ...list(state["Choices"]).flatMap((choice) => named(choice["Next"]).map((to) => edge(to))),
    ...named(state["Default"]).map((to) => edge(to)),
    ...branchesOf(state).flatMap((branch) => named(branch["StartAt"]).map((to) => edge(to))),
    ...list(state["Catch"]).flatMap((catcher) => named(catcher["Next"]).map((to) => edge(to, true))),
  ];
}

/** One of two states and a kind: choices that lead to the same state are one line. */
function distinct(edges: readonly Edge[]): readonly Edge[] {
  return [...new Map(edges.map((edge) => [`${edge.from}>${edge.to}>${edge.onError}`, edge])).values()];
}

/** How many steps from the start, by the shortest way: its column. */
function columnsOf(start: string, names: readonly string[], edges: readonly Edge[]): ReadonlyMap<string, number> {
  const columns = new Map([[start, 0]]);
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const { to } of edges.filter(({ from, onError }) => from === at && !onError)) {
      if (columns.has(to)) continue;
      columns.set(to, (columns.get(at) ?? 0) + 1);
      queue.push(to);
    }
  }
  const last = Math.max(...columns.values());
  // What only an error leads to stands behind the rest.
  for (const name of names) if (!columns.has(name)) columns.set(name, last + 1);
  return columns;
}

/** Columns from left to right by distance from the start; within one, beside what leads there. */
export function graphOf(definition: unknown): Graph {
  const states = statesOf(definition);
  const start = isRecord(definition) ? (named(definition["StartAt"])[0] ?? "") : "";
  const edges = distinct([...states].flatMap(([name, state]) => edgesOf(name, state))).filter(({ to }) =>
    states.has(to),
  );
  if (!states.has(start)) return { nodes: [], edges: [], width: 0, height: 0 };
  const columns = columnsOf(start, [...states.keys()], edges);
  const byColumn = Map.groupBy(states.keys(), (name) => columns.get(name) ?? 0);
  const rows = Math.max(...[...byColumn.values()].map((names) => names.length));
  const height = rows * (BOX.height + GAP.y) - GAP.y;
  const nodes: Node[] = [];
  for (const [column, names] of [...byColumn].sort(([a], [b]) => a - b)) {
    const top = (height - (names.length * (BOX.height + GAP.y) - GAP.y)) / 2;
    ordered(names, nodes, edges).forEach((name, row) => {
      const x = MARGIN + column * (BOX.width + GAP.x);
      const y = MARGIN + top + row * (BOX.height + GAP.y);
      nodes.push({ name, type: named(states.get(name)?.["Type"])[0] ?? "", x, y });
    });
  }
  const width = byColumn.size * (BOX.width + GAP.x) - GAP.x + 2 * MARGIN;
  return { nodes, edges, width, height: height + 2 * MARGIN };
}

/** By the middle height of what leads there from the left, so that fewer lines cross. */
function ordered(names: readonly string[], placed: readonly Node[], edges: readonly Edge[]): readonly string[] {
  const middle = (name: string): number => {
    const heights = edges
      .filter(({ to }) => to === name)
      .flatMap(({ from }) => placed.find((node) => node.name === from)?.y ?? []);
    return heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length;
  };
  return names.toSorted((a, b) => middle(a) - middle(b));
}

/** The line of an edge: from the right side of one box to the left of the other, or around where it goes back. */
export function lineOf(from: Node, to: Node): string {
  const start = { x: from.x + BOX.width, y: from.y + BOX.height / 2 };
  const end = { x: to.x, y: to.y + BOX.height / 2 };
  if (to.x > from.x) {
    const bend = Math.max(30, (end.x - start.x) / 2);
    return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x - 5} ${end.y}`;
  }
  if (to.x === from.x) {
    const side = start.x + 34;
    return `M${start.x} ${start.y}C${side} ${start.y} ${side} ${end.y} ${start.x + 5} ${end.y}`;
  }
  // Back to the left: out of the left side, into the right one.
  const [left, right] = [from.x, to.x + BOX.width];
  const bend = Math.max(30, (left - right) / 2);
  return `M${left} ${start.y}C${left - bend} ${start.y} ${right + bend} ${end.y} ${right + 5} ${end.y}`;
}

export interface Step {
  readonly name: string;
  readonly at: string;
  /** Undefined while it stands there. */
  readonly leftAt: string | undefined;
  readonly input: unknown;
}

interface Happened {
  readonly type: string;
  readonly at: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** The states in the order in which they were entered. */
export function pathOf(events: readonly Happened[]): readonly Step[] {
  const steps: { name: string; at: string; leftAt: string | undefined; input: unknown }[] = [];
  for (const { type, at, details } of events) {
    const name = typeof details?.["name"] === "string" ? details["name"] : undefined;
    if (name === undefined) continue;
    if (type.endsWith("StateEntered")) steps.push({ name, at, leftAt: undefined, input: details?.["input"] });
    if (type.endsWith("StateExited")) {
      const left = steps.findLast((step) => step.name === name && step.leftAt === undefined);
      if (left !== undefined) left.leftAt = at;
    }
  }
  return steps;
}
