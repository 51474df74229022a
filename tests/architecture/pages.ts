import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

/** What stands in README and docs/, for the tests that hold it against the project. */

export const ROOT = path.resolve(import.meta.dirname, "../..");

export interface Block {
  /** `docs/start.md:12`, of its first line. */
  readonly place: string;
  readonly language: string;
  /** Behind the language: why it cannot be run, or how it is. */
  readonly marker: string;
  readonly text: string;
}

export interface Page {
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Why a block of shell is not simply run; `refused` ones are, and something in them is refused on purpose. */
export const MARKERS: Readonly<Record<string, string>> = {
  start: "runs until it is stopped",
  long: "takes minutes",
  values: "wants values of yours",
  aws: "needs an account",
  network: "needs a registry",
  refused: "is run, and refused",
};

/** Pages of which no block of shell is run here: they are about another machine, or about code that is not there yet. */
const APART: Readonly<Record<string, string>> = {
  "docs/deploy.md": "aws",
  "docs/configuration.md": "values",
  "docs/how-to/add-a-domain.md": "long",
  "docs/how-to/add-an-endpoint.md": "long",
};

const found = (...patterns: readonly string[]) =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).map((file) => file.split(path.sep).join("/"));

/** Those whose blocks are run, in a fixed order. */
export const PAGES: readonly Page[] = found("README.md", "docs/**/*.md").sort().map(pageOf);

/** Those whose links are followed, besides. */
export const OTHERS: readonly Page[] = found("CHANGELOG.md", "packages/*/README.md", "bench/README.md").map(pageOf);

function pageOf(file: string): Page {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return { file, text, blocks: blocksOf(file, text) };
}

function blocksOf(file: string, text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open:
    { readonly indent: string; readonly info: string; readonly at: number; readonly lines: string[] } | undefined;
  for (const [at, line] of text.split("\n").entries()) {
    const fence = /^( *)```(.*)$/.exec(line);
    if (open === undefined) {
      if (fence !== null) open = { indent: fence[1] ?? "", info: (fence[2] ?? "").trim(), at, lines: [] };
    } else if (fence !== null && fence[2] === "") {
      const [language = "", ...marked] = open.info.split(" ");
      const apart = language === "sh" ? APART[file] : undefined;
      const marker = marked.length === 0 && apart !== undefined ? [apart] : marked;
      blocks.push({
        place: `${file}:${open.at + 1}`,
        language,
        marker: marker.join(" "),
        text: open.lines.join("\n"),
      });
      open = undefined;
    } else open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
  }
  if (open !== undefined) throw new Error(`${file}: the block of line ${open.at + 1} has no end`);
  return blocks;
}

/** The text without blocks and code, in which brackets are no links. */
export function proseOf(text: string): string {
  return text.replace(/^ *```[\s\S]*?^ *```$/gm, "").replace(/`[^`\n]*`/g, "");
}

/** As GitHub makes them of headings. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replace(/^ *```[\s\S]*?^ *```$/gm, "").match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, "")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

export interface Link {
  readonly to: string;
  /** The file or folder, from the project's root; undefined where it leads elsewhere. */
  readonly file: string | undefined;
  readonly anchor: string | undefined;
}

export function linksOf({ file, text }: Page): readonly Link[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => {
    if (/^[a-z]+:/.test(to)) return { to, file: undefined, anchor: undefined };
    const [target = "", anchor] = to.split("#");
    const place = target === "" ? file : path.posix.join(path.posix.dirname(file), decodeURIComponent(target));
    return { to, file: place, anchor };
  });
}

export const isThere = (file: string): boolean => existsSync(path.join(ROOT, file));

/** The commands of a block of shell, each as its words; what a shell makes of them is not looked at. */
export function commandsOf(text: string): readonly (readonly string[])[] {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  return lines
    .map((line) => line.replace(/(^|\s)#.*$/, ""))
    .flatMap((line) => [...line.matchAll(/(?:\.\/cowry|npm run|npm) [^|;&()]*/g)].map(([command]) => command))
    .map((command) => (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^["']|["']$/g, "")));
}
