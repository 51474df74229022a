import type { DeclaredError } from "@cowry/core/kernel";
import { compare } from "./door.ts";
import { problemType, statusOf } from "./problem.ts";
import { jsonSchema, propertiesOf } from "./schema.ts";

/** `docs/errors.md`: every code by domain, with what it means and what the caller can do. */
export function errorCatalogue(errors: readonly DeclaredError[]): string {
  const byDomain = Map.groupBy(errors, ({ domain }) => domain);
  const domains = [...byDomain].sort(([a], [b]) => order(a, b));
  return [
    "# Errors",
    "",
    "Generated from the domains' `errors.ts`; do not edit. A refusal is an RFC 9457 problem, `application/problem+json`:",
    "`type title status detail code errors[] details request_id timestamp`. `code` is stable; `type` is the same as a URN,",
    `\`${problemType("<code>")}\`. \`errors\` lists the fields of a malformed request. A locked, too-many or unavailable`,
    "answer carries Retry-After when the time is known.",
    "",
    ...domains.flatMap(([domain, group]) => section(domain, group)),
  ].join("\n");
}

/** What belongs to every domain comes first. */
function order(a: string, b: string): number {
  return Number(b === "kernel") - Number(a === "kernel") || compare(a, b);
}

function section(domain: string, errors: readonly DeclaredError[]): readonly string[] {
  return [
    `## ${domain === "kernel" ? "Everywhere" : domain}`,
    "",
    ...errors.toSorted((a, b) => compare(a.code, b.code)).flatMap(entry),
  ];
}

function entry({ code, spec }: DeclaredError): readonly string[] {
  const details = spec.details === undefined ? [] : Object.keys(propertiesOf(jsonSchema(spec.details, "output")));
  return [
    `### ${code}`,
    "",
    `${statusOf(spec)}, ${spec.kind}. ${spec.says}`,
    ...(spec.remedy === undefined ? [] : [`What to do: ${spec.remedy}`]),
    ...(details.length === 0 ? [] : [`Details: ${details.map((name) => `\`${name}\``).join(", ")}.`]),
    "",
  ];
}
