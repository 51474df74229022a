import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { isForBranches, PERMISSIONS, ROLE_PERMISSIONS } from "@cowry/core/kernel";
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

/** Requirements of levels 1 and 2 by section: `6.2:1-12` is 6.2.1 to 6.2.12 (OWASP ASVS 5.0.0, May 2025). */
const ASVS =
  "1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1-1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5 3.7:1-2 " +
  "4.1:1-3 4.2:1-1 4.3:1-2 4.4:1-4 5.1:1-1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 " +
  "6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1-1 8.4:1-1 9.1:1-3 9.2:1-4 10.1:1-2 " +
  "10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1-1 11.6:1-1 " +
  "12.1:1-3 12.2:1-2 12.3:1-4 13.1:1-1 13.2:1-5 13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3 " +
  "15.3:1-7 16.1:1-1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3 17.1:1-1 17.2:1-4 17.3:1-2";

/** `4.4.1 to 4.4.4` and every number by itself. */
function numbersIn(cell: string): readonly string[] {
  const range = /(\d+\.\d+)\.(\d+)(?: to \1\.(\d+))?/g;
  return [...cell.matchAll(range)].flatMap(([, section = "", from, to]) => {
    const first = Number(from);
    return Array.from({ length: Number(to ?? from) - first + 1 }, (_, index) => `${section}.${first + index}`);
  });
}

it("docs/security.md has a row for each requirement of levels 1 and 2", () => {
  const wanted = ASVS.split(" ").flatMap((part) => {
    const [, section = "", from = "", to = ""] = /^(\d+\.\d+):(\d+)-(\d+)$/.exec(part) ?? [];
    return numbersIn(`${section}.${from} to ${section}.${to}`);
  });
  const told = document
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .flatMap((line) => numbersIn(line.split("|")[1] ?? ""));
  expect(wanted.length).toBe(253);
  expect(wanted.filter((number) => !told.includes(number))).toEqual([]);
});

const sourcesOf = (pattern: string) =>
  globSync(pattern, { cwd: ROOT })
    .filter((file) => !/\.(test|testkit)\.ts$/.test(file))
    .map((file) => [file.split(path.sep).join("/"), read(file)] as const);
const RUNTIME = sourcesOf("packages/{core,functions,gateways,platform,table}/src/**/*.ts");
const withPattern = (pattern: RegExp) => RUNTIME.filter(([, text]) => pattern.test(text)).map(([file]) => file);

it("what is deployed runs no command and evaluates no text", () => {
  expect(RUNTIME.length).toBeGreaterThan(400);
  expect(withPattern(/child_process|node:vm|\beval\(|new Function\(/)).toEqual([]);
});

it("what is deployed makes no regular expression of input", () => {
  // Lengths of codes, which are constants.
  const known = ["packages/core/src/auth/account-wire.ts", "packages/core/src/auth/wire.ts"];
  expect(withPattern(/new RegExp\(/).sort()).toEqual(known);
});

it("whoever seals values or finds rows by keyed hashes says how they are renewed, and the job knows", () => {
  const job = read("packages/functions/src/system/rotate-keys.cron.ts");
  const domains = withPattern(/\b(seal|lookupHash(es)?)\(|"LOOKUP_KEYS"/)
    .filter((file) => file.startsWith("packages/core/") && !/\/src\/(kernel|rotation)\//.test(file))
    .map((file) => file.split("/")[3] ?? "");
  expect(new Set(domains).size).toBeGreaterThan(7);
  for (const domain of new Set(domains)) {
    expect(existsSync(path.join(ROOT, `packages/core/src/${domain}/kinds.ts`)), domain).toBe(true);
    expect(job, domain).toContain(`@cowry/core/${domain}"`);
  }
});

it("an attribute that says what it is sealed for is renewed by its domain", () => {
  const sealed = RUNTIME.filter(([file]) => /^packages\/core\/src\/\w+\/[\w-]*store\.ts$/.test(file)).flatMap(
    ([file, text]) =>
      [...text.matchAll(/\/\*\*(?:(?!\*\/)[^])*?sealed(?:(?!\*\/)[^])*?\*\/\s+(\w+): /gi)].map(
        ([, name = ""]) => [file, name] as const,
      ),
  );
  expect(sealed.length).toBeGreaterThan(12);
  const forgotten = sealed.filter(([file, name]) => {
    const kinds = read(path.join(path.dirname(file), "kinds.ts"));
    return !new RegExp(`\\b${name}: \\(`).test(kinds);
  });
  expect(forgotten).toEqual([]);
});

const openapi = read("docs/openapi.json");

it("rate limits stand in the document", () => {
  const doors = sourcesOf("packages/functions/src/**/*.ts").flatMap(
    ([, text]) => /rateLimits: \[([^\]]*)\]/.exec(text) ?? [],
  );
  const limits = doors.flatMap((list) => [...list.matchAll(/"([^"]+)"/g)].map(([, limit = ""]) => limit));
  expect(limits.length).toBeGreaterThan(20);
  expect(limits.filter((limit) => !openapi.includes(limit))).toEqual([]);
});

it("people have us ask the payment provider, or whose a number is, at a limit", () => {
  interface Door {
    readonly id: string;
    readonly file: string;
    readonly kind: string;
    readonly knows?: string;
    readonly uses: { readonly paystack?: boolean };
  }
  const { doors } = JSON.parse(read("packages/functions/manifest.json")) as { doors: readonly Door[] };
  const asking = doors.filter(
    ({ kind, knows, uses }) => kind === "http" && knows !== "staff" && uses.paystack === true,
  );
  const tellingNames = ["auth/check-availability", "staff/find-users", "wallet/find-recipient"];
  const held = [...asking, ...doors.filter(({ id }) => tellingNames.includes(id))];
  expect(held.length).toBeGreaterThan(12);
  const unlimited = held.filter(({ file }) => !/rateLimits: \[/.test(read(file))).map(({ id }) => id);
  expect(unlimited).toEqual([
    // One list for all, kept for an hour.
    "payouts/list-banks",
    // The provider itself asks, by its signature.
    "topups/receive-event",
    // Once for each card that was paid with; taking one back is never to be waited for.
    "topups/remove-card",
  ]);
});

it("no secret stands in an address", () => {
  interface Parameter {
    readonly name?: string;
    readonly in?: string;
  }
  const parameters = JSON.stringify(JSON.parse(openapi)).match(/\{"name":"[^"]+","in":"(query|path)"/g) ?? [];
  const names = parameters.map((start) => (JSON.parse(`${start}}`) as Parameter).name ?? "");
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => /pin|password|otp|code|token|secret|refresh|access|api_?key/.test(name))).toEqual([]);
});

it("routes are of five methods; whatever else is asked for has no door but the one that refuses", () => {
  const { doors } = JSON.parse(read("packages/functions/manifest.json")) as { doors: { routes?: readonly string[] }[] };
  const routes = doors.flatMap((door) => door.routes ?? []);
  expect(routes.length).toBeGreaterThan(150);
  expect(routes.filter((route) => !/^(GET|POST|PUT|PATCH|DELETE) \//.test(route))).toEqual(["$default"]);
});

it("docs/logs.md names the fields that a log line can have", () => {
  const [, list = ""] = /const ALLOWED[^=]*= \[([^\]]*)\]/.exec(read("packages/platform/src/logger.ts")) ?? [];
  const fields = [...list.matchAll(/"(\w+)"/g)].map(([, name = ""]) => `\`${name}\``);
  const [, told = ""] = read("docs/logs.md").split("**Fields.**");
  const [sentence = ""] = told.split(", and nothing else: ")[1]?.split(". No bodies") ?? [];
  expect(sentence.match(/`\w+`/g)).toEqual([...fields]);
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
    isForBranches(permission) ? "yes" : "–",
  ]);
  expect(head).toEqual(["permission", ...roles.map(([role]) => role), "of a branch"]);
  expect(told).toEqual(wanted);
});
