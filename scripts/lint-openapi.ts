import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";

/** `node scripts/lint-openapi.ts`: docs/openapi.json held against Redocly's recommended rules; a warning fails, too. */

interface Allowed {
  readonly rule: string;
  readonly at: RegExp;
  readonly reason: string;
}

/** What a rule is wrong about here. Whatever is not named stands; what allows nothing any more is a finding, too. */
const ALLOWED: readonly Allowed[] = [
  {
    rule: "no-unused-components",
    at: /\/(route_not_found|method_not_allowed|RouteNotFoundProblem|MethodNotAllowedProblem)$/,
    reason: "Answers of paths and methods that are none: no operation has them, and clients meet them all the same.",
  },
];

/** One line for each finding, `rule at: what`; empty when the document is clean. */
export async function findingsIn(document: unknown, allowed: readonly Allowed[] = ALLOWED): Promise<readonly string[]> {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: "openapi.json", config });
  const found = problems.map(({ ruleId, message, location: [place] }) => {
    const at = place?.pointer ?? "#/";
    const allowedBy = allowed.find((each) => each.rule === ruleId && each.at.test(at));
    return { line: `${ruleId} ${at}: ${message}`, allowedBy };
  });
  const idle = allowed.filter((each) => !found.some(({ allowedBy }) => allowedBy === each));
  return [
    ...new Set(found.flatMap(({ line, allowedBy }) => (allowedBy === undefined ? [line] : []))),
    ...idle.map(({ rule, at }) => `${rule} ${String(at)}: is allowed and found nowhere`),
  ];
}

if (import.meta.main) {
  const file = "docs/openapi.json";
  const findings = await findingsIn(JSON.parse(readFileSync(file, "utf8")));
  for (const finding of findings) process.stderr.write(`${file}: ${finding}\n`);
  process.exit(findings.length === 0 ? 0 : 1);
}
