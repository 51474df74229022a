import { isDeepStrictEqual } from "node:util";

/**
 * What the answer of `npm audit --json` means for us. Pure: nothing is asked here.
 *
 * An advisory counts from `moderate` on, and only where a package that is installed without development's own has it.
 * One that does not reach us may be accepted, for a reason and until a day: after that day it counts again.
 */

const COUNTING: readonly string[] = ["moderate", "high", "critical"];

/** Of `scripts/accepted-advisories.json`. */
export interface Acceptance {
  /** `GHSA-xxxx-xxxx-xxxx`, as the advisory's address ends. */
  readonly id: string;
  readonly package: string;
  /** Why it does not reach us, in a sentence. */
  readonly reason: string;
  /** The last day on which it is accepted: `2026-12-31`. */
  readonly until: string;
}

export interface Finding {
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
  /** False: of tools that build and test alone. */
  readonly isProduction: boolean;
}

export type Verdict =
  | { readonly checked: false; readonly why: string }
  | {
      readonly checked: true;
      /** Counts, and nobody accepted it, or not any more. */
      readonly open: readonly Finding[];
      readonly accepted: readonly Finding[];
      /** Low ones, and those of tools. */
      readonly others: readonly Finding[];
      /** Acceptances that nothing needs any more. */
      readonly idle: readonly Acceptance[];
    };

type Json = Readonly<Record<string, unknown>>;
const json = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const text = (value: unknown) => (typeof value === "string" ? value : "");

/** `lock` is package-lock.json, `today` a day as `2026-12-31`. Whatever is not a whole report was not checked. */
export function verdictOf(report: unknown, lock: unknown, acceptances: readonly Acceptance[], today: string): Verdict {
  const { auditReportVersion, vulnerabilities, metadata, message } = json(report);
  if (auditReportVersion !== 2 || typeof vulnerabilities !== "object" || vulnerabilities === null) {
    return { checked: false, why: text(message) === "" ? "npm gave no report" : text(message) };
  }
  // npm counts the lock file here, not what the registry knows.
  const looked = json(json(metadata)["dependencies"])["total"];
  if (typeof looked !== "number" || looked === 0) return { checked: false, why: "the report is of no packages at all" };
  const findings = findingsIn(json(vulnerabilities), json(json(lock)["packages"]));
  const counting = findings.filter(({ isProduction, severity }) => isProduction && COUNTING.includes(severity));
  const isAccepted = (finding: Finding) =>
    acceptances.some(({ id, package: name, until }) => id === finding.id && name === finding.package && until >= today);
  return {
    checked: true,
    open: counting.filter((finding) => !isAccepted(finding)),
    accepted: counting.filter(isAccepted),
    others: findings.filter((finding) => !counting.includes(finding)),
    idle: acceptances.filter(({ id, package: name }) => !counting.some((one) => one.id === id && one.package === name)),
  };
}

/** A version of which every list of weaknesses tells: where it is not told, the list is empty, or nobody was asked. */
export const KNOWN_WEAK = {
  name: "minimist",
  lock: {
    name: "known-weak",
    lockfileVersion: 3,
    packages: { "": { dependencies: { minimist: "0.0.8" } }, "node_modules/minimist": { version: "0.0.8" } },
  },
} as const;

/** True where the registry's list tells of what is known to be weak: `report` is of `KNOWN_WEAK.lock`. */
export function tellsWeaknesses(report: unknown): boolean {
  const verdict = verdictOf(report, KNOWN_WEAK.lock, [], "9999-12-31");
  return verdict.checked && verdict.open.some(({ package: name }) => name === KNOWN_WEAK.name);
}

/** Each advisory once for each package that has it; what merely depends on such a package is not listed again. */
function findingsIn(vulnerabilities: Json, packages: Json): readonly Finding[] {
  const all = Object.entries(vulnerabilities).flatMap(([name, entry]) => {
    const { via, nodes } = json(entry);
    const places = Array.isArray(nodes) ? nodes.map(text) : [];
    // A place that the lock does not know is taken for one of production.
    const isProduction = places.length === 0 || places.some((place) => json(packages[place])["dev"] !== true);
    const advisories = Array.isArray(via) ? via.filter((each) => typeof each === "object") : [];
    return advisories.map((advisory) => findingOf(name, json(advisory), isProduction));
  });
  return all.filter((one, at) => all.findIndex((other) => isDeepStrictEqual(one, other)) === at);
}

function findingOf(name: string, advisory: Json, isProduction: boolean): Finding {
  const url = text(advisory["url"]);
  const id = /GHSA(-[0-9a-z]{4}){3}/.exec(url)?.[0] ?? String(advisory["source"]);
  return { id, package: name, severity: text(advisory["severity"]), title: text(advisory["title"]), url, isProduction };
}

const DAY_OF = /^\d{4}-\d{2}-\d{2}$/;
/** Nothing is accepted for longer than this at once. */
export const ACCEPTED_DAYS_MAX = 180;

/** What is wrong with the list of acceptances itself. */
export function acceptanceProblems(acceptances: readonly Acceptance[], today: string): readonly string[] {
  const last = new Date(Date.parse(today) + ACCEPTED_DAYS_MAX * 86_400_000).toISOString().slice(0, 10);
  return acceptances.flatMap(({ id, package: name, reason, until }) => [
    ...(/^(GHSA(-[0-9a-z]{4}){3}|\d+)$/.test(id) && name !== "" ? [] : [`${id}: names no advisory of a package`]),
    ...(reason.length >= 20 ? [] : [`${id}: gives no reason`]),
    ...(DAY_OF.test(until) && until <= last ? [] : [`${id}: has no end within ${ACCEPTED_DAYS_MAX} days`]),
  ]);
}
