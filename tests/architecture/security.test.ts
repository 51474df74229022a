import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { PERMISSIONS, ROLE_PERMISSIONS } from "@cowry/core/kernel";
import { expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const files = globSync("{packages/*/src,tests}/**/*.ts", { cwd: ROOT }).map((file) => file.split(path.sep).join("/"));
const document = read("docs/security.md");
const inBackticks = [...document.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

it("docs/security.md names files that exist", () => {
  const named = inBackticks.filter((name) => /^(packages|tests|docs|stacks)\/|\.ts$/.test(name));
  const missing = named.filter(
    (name) => !existsSync(path.join(ROOT, name)) && !files.some((file) => file.endsWith(`/${name}`)),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});

it("docs/security.md names tests by their titles", () => {
  const tests = files.filter((file) => file.endsWith(".test.ts")).map(read);
  const titles = [...document.matchAll(/\("([^"]+)"\)/g)].map(([, title = ""]) => title.replace("…", "").trim());
  expect(titles.length).toBeGreaterThan(10);
  expect(titles.filter((title) => !tests.some((text) => text.includes(title)))).toEqual([]);
});

it("docs/security.md is right that nothing turns the check of certificates off", () => {
  const sources = files.filter((file) => file.startsWith("packages/"));
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((file) => /rejectUnauthorized|NODE_TLS_REJECT/.test(read(file)))).toEqual([]);
});

it("docs/security.md tells which role has which permission as the code has it", () => {
  const [, table = ""] = document.split("## Who of the staff may what");
  const [head, ...told] = table
    .split("\n")
    .filter((line) => /^\| [^-]/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const roles = Object.entries<readonly string[]>(ROLE_PERMISSIONS);
  const wanted = PERMISSIONS.map((permission) => [
    `\`${permission}\``,
    ...roles.map(([, permissions]) => (permissions.includes(permission) ? "yes" : "–")),
  ]);
  expect(head).toEqual(["permission", ...roles.map(([role]) => role)]);
  expect(told).toEqual(wanted);
});
