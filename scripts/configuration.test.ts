import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { SECRET_NAMES } from "@cowry/core/kernel";
import { expect, it } from "vitest";
import { configurationPage, envExample, LOCAL_SETTINGS, SECRETS, STAGE_SETTINGS } from "./configuration.ts";
import { StageEnvironment } from "../stacks/stage.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(ROOT, file), "utf8");
const page = configurationPage();

it("the page and .env.example are as they are generated", async () => {
  const { format } = await import("prettier");
  expect(read("docs/configuration.md")).toBe(await format(page, { parser: "markdown", printWidth: 120 }));
  expect(read(".env.example")).toBe(envExample());
});

it("every variable of ours that any code reads is on the page", () => {
  const files = globSync("{packages/*/src,scripts,tests,bench,stacks}/**/*.{ts,cjs}", { cwd: ROOT });
  const names = files.flatMap((file) =>
    [...read(file).matchAll(/process\.env(?:\["|\.)((?:COWRY|PAYSTACK|JAVA)_\w+)/g)].map(([, name = ""]) => name),
  );
  expect(new Set(names).size).toBeGreaterThan(8);
  expect([...new Set(names)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it("every setting says what it is for, and its default is one that it takes", () => {
  expect([...STAGE_SETTINGS, ...LOCAL_SETTINGS].filter(({ about }) => about.length < 10)).toEqual([]);
  const example = Object.fromEntries(
    envExample()
      .split("\n")
      .flatMap((line) => (/^COWRY_/.test(line) ? [line.split("=") as [string, string]] : [])),
  );
  expect(StageEnvironment.safeParse(example).error).toBeUndefined();
  expect(Object.keys(SECRETS)).toEqual([...SECRET_NAMES]);
});

it.each([
  [
    "COWRY_CORS_ORIGINS",
    ["", "https://app.cowry.example", "https://a.example,http://localhost:3000"],
    ["*", "https://*", "http://a.example", "https://a.example/", "https://a.example, https://b.example"],
  ],
  [
    "COWRY_CALLBACK_ORIGINS",
    ["", "https://app.cowry.example"],
    ["*", "http://localhost:3000", "https://a.example/back"],
  ],
  ["COWRY_COMMIT", ["local", "0123abc"], ["HEAD", "abc", "0123abcg"]],
] as const)("%s takes what it says, and nothing else", (name, good, bad) => {
  const takes = (value: string) => StageEnvironment.shape[name].safeParse(value).success;
  expect([good.filter((value) => !takes(value)), bad.filter(takes)]).toEqual([[], []]);
});
