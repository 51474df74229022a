import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CLOUDLESS } from "../../vitest.config.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const isTest = (file: string) => /\.(test|testkit)\.ts$|\/testing\//.test(file);
const posix = (file: string) => file.split(path.sep).join("/");
const find = (pattern: string) => globSync(pattern, { cwd: ROOT }).map(posix).sort();
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

const RUNTIME = find("packages/{core,table,gateways,platform,functions}/src/**/*.ts").filter((file) => !isTest(file));
const ALL = find("{packages/*/src,stacks,scripts,tests,bench}/**/*.{ts,tsx}").filter(
  (file) => !file.includes("node_modules"),
);

/** `file:line` of every line of code (comments aside) that matches. */
function linesWith(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, at) => (pattern.test(line.replace(/^\s*(\*|\/\/|\/\*).*$/, "")) ? [`${file}:${at + 1}`] : [])),
  );
}

/** What lint cannot tell: it sees one file at a time, and not where it lies. */
describe("time and chance", () => {
  it("the present time is read in the clocks only", () => {
    const clocks = ["packages/core/src/kernel/clock.ts", "packages/table/src/clock.ts"];
    expect(
      linesWith(
        RUNTIME.filter((file) => !clocks.includes(file)),
        /new Date\(\)|(?<!new )\bDate\(\)/,
      ),
    ).toEqual([]);
  });

  it("chance is drawn in id.ts, in field.ts for what makes each sealing differ, and for names of attempts", () => {
    const drawers = [
      "packages/core/src/kernel/id.ts",
      "packages/core/src/kernel/field.ts",
      "packages/table/src/clock.ts",
    ];
    const others = RUNTIME.filter((file) => !drawers.includes(file));
    expect(linesWith(others, /random(Bytes|Int|UUID|FillSync)|getRandomValues/)).toEqual([]);
  });
});

describe("keys and grants", () => {
  it("entities are declared in stores only", () => {
    const stores = /^packages\/core\/src\/[^/]+\/([a-z-]+-)?store\.ts$/;
    const others = RUNTIME.filter((file) => file.startsWith("packages/core/") && !stores.test(file));
    expect(linesWith(others, /\bentity\(/)).toEqual([]);
  });

  it("only grants.ts spells an action of DynamoDB", () => {
    const stacks = find("stacks/*.ts").filter((file) => file !== "stacks/grants.ts");
    expect(linesWith(stacks, /["'`]dynamodb:\w+["'`]/)).toEqual([]);
  });

  it("no secret or address of a stage stands in the code", () => {
    expect(linesWith(RUNTIME, /\bsk_(test|live)_\w|AKIA[A-Z0-9]{16}|\barn:aws:(?!states:::)[a-z]/)).toEqual([]);
  });
});

describe("names", () => {
  it("files and folders are kebab-case", () => {
    const odd = ALL.filter((file) => !file.split("/").every((part) => /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(part)));
    expect(odd).toEqual([]);
  });

  it("nothing is called for what it is not about", () => {
    const vague = /(^|[/.-])(utils?|helpers?|commons?|misc|managers?|services?)([/.-]|$)/;
    expect(ALL.filter((file) => vague.test(file))).toEqual([]);
  });

  const domains = [...new Set(find("packages/core/src/*/*.ts").map((file) => file.split("/")[3] ?? ""))].filter(
    (domain) => domain !== "kernel",
  );
  const missing = (slot: string, of: readonly string[]) =>
    of.map((domain) => `packages/core/src/${domain}/${slot}`).filter((file) => !existsSync(path.join(ROOT, file)));

  it("a domain has its words in index.ts", () => {
    expect(domains.length).toBeGreaterThan(15);
    expect(missing("index.ts", domains)).toEqual([]);
  });

  // Some domains refuse nothing (what they do no person asked for): they have no errors.ts.
  it("a domain that refuses does so in its own words, declared in errors.ts and nowhere else", () => {
    const core = RUNTIME.filter((file) => file.startsWith("packages/core/"));
    const declaring = linesWith(core, /\bdefineErrors\(/).map((place) => place.replace(/:\d+$/, ""));
    const elsewhere = declaring.filter((file) => !/\/([a-z-]+-)?errors\.ts$/.test(file));
    expect(elsewhere).toEqual([]);
    expect(declaring.length).toBeGreaterThan(8);
    const refusing = linesWith(core, /\b(throw|raise|refuse)\b.*\b(?!kernelErrors)\w*[eE]rrors\.\w+\(/);
    const refusers = domains.filter((domain) => refusing.some((place) => place.split("/")[3] === domain));
    expect(refusers.length).toBeGreaterThan(8);
    expect(missing("errors.ts", refusers)).toEqual([]);
  });

  it("doors lie under the name of their domain", () => {
    const folders = new Set(find("packages/functions/src/*/*.ts").map((file) => file.split("/")[3] ?? ""));
    folders.delete("system");
    expect([...folders].filter((folder) => !domains.includes(folder))).toEqual([]);
  });

  it("tests borrow a local cloud where they ask it something, and only there", () => {
    const asks = (file: string) => /kit\/(cloud|people|staff|sign-in)\.ts"|\bcontractOf\b/.test(read(file));
    const cloudless = find("tests/{api,contract,journeys,invariants}/**/*.test.ts").filter((file) => !asks(file));
    expect(cloudless).toEqual(CLOUDLESS.flatMap(find).sort());
  });

  it("tests of endpoints lie under the endpoint's own name", () => {
    const strays = find("tests/api/*/*.test.ts").filter((file) => {
      const [, , domain = "", name = ""] = file.split("/");
      return find(`packages/functions/src/${domain}/${name.replace(/\.test\.ts$/, "")}{,.*}.ts`).length === 0;
    });
    expect(strays).toEqual([]);
  });
});

describe("doors", () => {
  const doors = find("packages/functions/src/*/*.ts").filter((file) => !isTest(file) && !file.endsWith(".workflow.ts"));

  it("never catch and never choose: that is the platform's and the domain's", () => {
    expect(linesWith(doors, /\b(catch|try|if|switch)\b\s*[({]|\.catch\(/)).toEqual([]);
  });

  it("export a handler and nothing else", () => {
    const exporting = doors.filter((file) => read(file).match(/^export /gm)?.length !== 1);
    expect(exporting).toEqual([]);
  });
});
