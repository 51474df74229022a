import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { PROPOSAL_STATUSES } from "@cowry/core/approvals";
import { workflow } from "../../packages/functions/src/payouts/payout.workflow.ts";
import { DISPUTE_STATES } from "../../packages/core/src/disputes/model.ts";
import { REFUND_STATES } from "../../packages/core/src/refunds/model.ts";
import { PROFILES, TRANSACTION_STATUSES, WALLET_STATUSES, WINDOWS } from "../../packages/core/src/wallet/model.ts";
import { defaultLimits } from "../../packages/core/src/wallet/policy-defaults.ts";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { read } from "../../scripts/cli/command.ts";
import { COMMANDS } from "../../scripts/cli/index.ts";
import { find } from "../../scripts/cli/run.ts";
import {
  anchorsOf,
  type Block,
  commandsOf,
  isThere,
  linksOf,
  MARKERS,
  OTHERS,
  type Page,
  PAGES,
  ROOT,
} from "./pages.ts";

/** README and docs/ are held against the project. What of them can be run is run in tests/journeys/docs.test.ts. */

const fileText = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const blocksIn = (language: string) => PAGES.flatMap(({ blocks }) => blocks.filter((one) => one.language === language));

function page(file: string): Page {
  const wanted = PAGES.find((one) => one.file === file);
  if (wanted === undefined) throw new Error(`there is no ${file}`);
  return wanted;
}

describe("links", () => {
  it("lead to files and headings that are there", () => {
    const broken = [...PAGES, ...OTHERS].flatMap((one) =>
      linksOf(one).flatMap(({ to, file, anchor }) => {
        if (file === undefined) return [];
        if (!isThere(file)) return [`${one.file}: ${to}`];
        const isMissing = anchor !== undefined && !anchorsOf(fileText(file)).has(anchor);
        return isMissing ? [`${one.file}: ${to} (no such heading)`] : [];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("reach every page from README.md and docs/README.md", () => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      const found = PAGES.find((one) => one.file === file);
      for (const link of found === undefined ? [] : linksOf(found)) if (link.file !== undefined) follow(link.file);
    };
    follow("docs/README.md");
    follow("README.md");
    const inFolder = (file: string) => [...reached].some((one) => path.posix.dirname(file) === one.replace(/\/$/, ""));
    const lost = PAGES.map(({ file }) => file).filter((file) => !reached.has(file) && !inFolder(file));
    expect(lost.filter((file) => file !== "README.md")).toEqual([]);
  });
});

/** What a block that is run without a marker may call: anything else may reach further than this machine. */
const RUNNABLE = /^(\.\/cowry|curl|echo|export|get|send|node -pe|\[|[A-Z]+=|[a-z]+\(\) \{|\}|-)/;

describe("blocks", () => {
  it("are of a known language, and say with a known word why they are not run", () => {
    const strange = PAGES.flatMap(({ blocks }) => blocks).filter(({ language, marker }) => {
      if (!["", "sh", "json", "ts", "mermaid", "text", "http", "csv", "promql"].includes(language)) return true;
      return marker !== "" && !(language === "sh" && Object.hasOwn(MARKERS, marker));
    });
    expect(strange.map(({ place, language, marker }) => `${place}: ${language} ${marker}`)).toEqual([]);
  });

  it("of shell call nothing that a test may not run, where they have no marker", () => {
    const wild = blocksIn("sh")
      .filter(({ marker }) => marker === "" || marker === "refused")
      .flatMap(({ place, text }) =>
        text
          .replaceAll(/(\\|\|)\n/g, " ")
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => line !== "" && !line.startsWith("#") && !RUNNABLE.test(line))
          .map((line) => `${place}: ${line}`),
      );
    expect(wild).toEqual([]);
  });

  it("of shell name scripts, commands and flags that there are", () => {
    const { scripts } = JSON.parse(fileText("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const wrong = blocksIn("sh").flatMap((block) =>
      commandsOf(block.text).flatMap((words) => troubleOf(words, scripts).map((says) => `${block.place}: ${says}`)),
    );
    expect(wrong).toEqual([]);
  });

  it("of JSON are JSON, and of TypeScript are TypeScript that imports what is there", () => {
    for (const { place, text } of blocksIn("json")) expect(() => JSON.parse(text) as unknown, place).not.toThrow();
    for (const { place, text } of blocksIn("ts")) {
      expect(() => transformSync(text, { loader: "ts" }), place).not.toThrow();
      expect(missingImports(text), place).toEqual([]);
    }
  });

  it("of diagrams are of a known kind, with what they open closed", () => {
    const kinds = /^(flowchart (TD|LR|TB)|sequenceDiagram|stateDiagram-v2|erDiagram|gantt)$/;
    for (const { place, text } of blocksIn("mermaid")) {
      const [kind = "", ...lines] = text.split("\n");
      expect(kind, place).toMatch(kinds);
      expect(lines.length, place).toBeGreaterThan(1);
      expect(troubleIn(kind, lines), place).toEqual([]);
    }
  });
});

/** What is wrong with `npm run …` or `./cowry …`. */
function troubleOf(words: readonly string[], scripts: Readonly<Record<string, string>>): readonly string[] {
  const [tool, first = "", ...others] = words;
  if (tool === "npm" && first === "run") {
    const [name = "", dashes, ...rest] = others;
    if (!Object.hasOwn(scripts, name)) return [`there is no npm run ${name}`];
    return name === "cowry" && dashes === "--" ? understood(rest) : [];
  }
  if (tool === "npm" && first === "start") return understood(["start", ...others.filter((word) => word !== "--")]);
  if (tool === "npm") return ["ci", "test", "pack"].includes(first) ? [] : [`npm ${first} is no script`];
  return understood(words.slice(1));
}

function understood(args: readonly string[]): readonly string[] {
  const plain = args.filter((word) => !word.startsWith(">"));
  try {
    const found = find(plain, COMMANDS);
    if (!("command" in found)) return [`cowry ${plain.join(" ")} is no command`];
    read(found.command, found.rest, {});
    return [];
  } catch (error) {
    return [`cowry ${plain.join(" ")}: ${String(error)}`];
  }
}

/** Blocks lie in no folder: imports that go up two folders are those of a test in `tests/<home>/`; others are not looked at. */
function missingImports(text: string): readonly string[] {
  // A file with its path above it is written there, and run, by tests/stacks/how-to.test.ts.
  if (/^\/\/ packages\/\S+\.ts/.test(text)) return [];
  return [...text.matchAll(/import (?:type )?\{([^}]*)\} from "([^"]+)"/g)].flatMap(([, names = "", from = ""]) => {
    if (!from.startsWith("../../")) return [];
    const file = path.posix.join("tests/home", from);
    if (!isThere(file)) return [`${from} is not there`];
    const source = fileText(file);
    const wanted = names.split(",").map((name) => name.trim().replace(/^type /, ""));
    return wanted.filter((name) => name !== "" && !new RegExp(`export [a-z ]*\\b${name}\\b`).test(source));
  });
}

/** Lines that are none of the diagram's grammar, as far as we use it. */
function troubleIn(kind: string, lines: readonly string[]): readonly string[] {
  const arrow = /-->|-\.->|->>|-->>/;
  const words = {
    flowchart: /^(subgraph|end|classDef|class|style|direction)\b/,
    sequenceDiagram: /^(participant|actor|Note|alt|else|end|loop|opt|par|and|activate|deactivate)\b/,
    "stateDiagram-v2": /^(state|note|direction|\[\*\])\b/,
  };
  const known = Object.entries(words).find(([name]) => kind.startsWith(name))?.[1];
  const strange = lines.filter((line) => line.trim() !== "" && !arrow.test(line) && known?.test(line.trim()) !== true);
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line.trim())).length;
  const opened = count(/^(alt|loop|opt|par|subgraph)\b/);
  if (opened !== count(/^end$/)) strange.push("what is opened is not ended");
  const brackets = lines.filter((line) => {
    const bare = line.replace(/"[^"]*"/g, "").replace(/[:|].*$/, "");
    return (
      /flowchart/.test(kind) &&
      ["[", "{", "("].some((open, at) => countOf(bare, open) !== countOf(bare, "]})"[at] ?? ""))
    );
  });
  return [...strange, ...brackets];
}

const countOf = (text: string, letter: string) => text.split(letter).length - 1;

const mermaid = (text: string, heading: string): Block => {
  const after = text.slice(text.indexOf(`\n## ${heading}\n`));
  const body = /```mermaid\n([\s\S]*?)```/.exec(after)?.[1];
  if (body === undefined) throw new Error(`there is no diagram under ${heading}`);
  return { place: heading, language: "mermaid", marker: "", text: body };
};

describe("what is said of the code", () => {
  it.each([
    ["Transaction", TRANSACTION_STATUSES],
    ["Wallet", WALLET_STATUSES],
    ["Refund", REFUND_STATES],
    ["Dispute", DISPUTE_STATES],
    ["Proposal", PROPOSAL_STATUSES],
  ])("%s has the states that the code has", (heading, states) => {
    const { text } = mermaid(page("docs/concepts/states.md").text, heading);
    const drawn = [...text.matchAll(/(\w+) --> (\w+)|\[\*\] --> (\w+)/g)].flatMap(
      ([, ...names]): readonly (string | undefined)[] => names,
    );
    expect([...new Set(drawn.filter((name) => name !== undefined))].sort()).toEqual([...states].sort());
  });

  it("a payout's diagram has every state of its state machine, and each of their ways", () => {
    const { text } = mermaid(page("docs/concepts/unknown-outcomes.md").text, "A payout's way");
    const names = Object.keys(workflow.asl.States);
    const drawn = new Set(text.match(/\b[A-Z][A-Za-z]+\b/g)?.filter((name) => name !== "TD"));
    expect([...drawn].sort()).toEqual(names.sort());
    for (const { StringEquals: outcome, Next: next } of workflow.asl.States.WhatIsKnown.Choices) {
      expect(text).toMatch(new RegExp(`WhatIsKnown -->\\|${outcome}\\| ${next}\\b`));
    }
  });

  it("limits are those of the policy", () => {
    const rows = [...page("docs/concepts/limits.md").text.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)];
    const told = rows.map(([, name, cells = ""]) => [name, ...cells.split("|").map((cell) => cell.trim())]);
    const kobo = (amount: bigint | undefined) =>
      amount === undefined ? "" : (Number(amount) / 100).toLocaleString("en", { maximumFractionDigits: 0 });
    const wanted = PROFILES.map((profile) => {
      const set = defaultLimits(profile, "NGN");
      const [, ...amounts] = WINDOWS.map((window) => kobo(set[window].amount));
      return [profile, kobo(set.transferMax), ...amounts, kobo(set.balanceMax)];
    });
    expect(told).toEqual(wanted);
  });

  it("alarms are those of the stack, and every alert is in a runbook", () => {
    const source = fileText("stacks/observability.ts");
    const named = [...source.matchAll(/alarm\(\s*stack,\s*"(\w+)"/g)].map(([, name]) => name ?? "");
    const many = [...source.matchAll(/summed\(stack, "(\w+)"|alarm\(stack, `(\w+)\$\{n\}`/g)];
    const wanted = [...named, ...many.map(([, one, other]) => `${one ?? other ?? ""}<n>`)].sort();
    expect(wanted.length).toBeGreaterThan(8);
    const { text } = page("docs/operations/alarms.md");
    const told = [...text.slice(0, text.indexOf("## Dead letters")).matchAll(/^\| `([\w<>]+)`/gm)].map(
      ([, name]) => name,
    );
    expect([...told].sort()).toEqual(wanted);
    const books = PAGES.filter(({ file }) => /^docs\/(runbooks|operations)\//.test(file));
    const known = books.map((one) => one.text).join("\n");
    expect(alertsInCode().filter((alert) => !known.includes(`\`${alert}\``))).toEqual([]);
  });

  it("the reference has every command of cowry", () => {
    const told = [...page("docs/reference.md").text.matchAll(/^\| `cowry ([a-z -]+)`/gm)].map(([, words]) => words);
    expect(told.sort()).toEqual(COMMANDS.map(({ words }) => words.join(" ")).sort());
  });

  it("README has a first screen and an end", () => {
    const { text } = page("README.md");
    expect(text.split("\n").length).toBeLessThan(200);
    expect(text.slice(0, 700)).toContain("npm start");
  });
});

function sourcesUnder(folder: string): readonly string[] {
  const files = globSync(`${folder}/**/*.ts`, { cwd: ROOT }).filter((file) => !/\.(test|testkit)\.ts$/.test(file));
  return files.map(fileText);
}

/** Names that are written out; those that are put together name the flaw, and stand with its domain. */
function alertsInCode(): readonly string[] {
  const sources = ["core/src", "platform/src"].flatMap((part) => sourcesUnder(`packages/${part}`));
  const names = sources.flatMap((text) => [...text.matchAll(/\balert: "([a-z_]+)"/g)].map(([, name]) => name ?? ""));
  expect(names.length).toBeGreaterThan(30);
  return [...new Set(names)].sort();
}
