import { describe, expect, it } from "vitest";
import { type Acceptance, acceptanceProblems, KNOWN_WEAK, tellsWeaknesses, verdictOf } from "./audit-verdict.ts";

const TODAY = "2026-03-01";
const url = (id: string) => `https://github.com/advisories/${id}`;
const advisory = (id: string, severity: string) => ({ source: 1, name: "x", title: "Bad", url: url(id), severity });
const [HIGH, LOW, TOOLS] = ["GHSA-aaaa-bbbb-cccc", "GHSA-dddd-eeee-ffff", "GHSA-gggg-hhhh-jjjj"];

/** As npm 11 writes it: the package with the advisory, and whatever depends on it. */
const report = {
  auditReportVersion: 2,
  vulnerabilities: {
    parser: { name: "parser", severity: "high", via: [advisory(HIGH, "high")], nodes: ["node_modules/parser"] },
    server: { name: "server", severity: "high", via: ["parser"], nodes: ["node_modules/server"] },
    colour: { name: "colour", severity: "low", via: [advisory(LOW, "low")], nodes: ["node_modules/colour"] },
    linter: {
      name: "linter",
      severity: "critical",
      via: [advisory(TOOLS, "critical")],
      nodes: ["node_modules/linter"],
    },
  },
  metadata: { dependencies: { prod: 3, dev: 1, total: 4 } },
};
const lock = {
  packages: { "node_modules/parser": {}, "node_modules/colour": {}, "node_modules/linter": { dev: true } },
};
const accepted: Acceptance = {
  id: HIGH,
  package: "parser",
  reason: "We never give it text that comes from outside.",
  until: TODAY,
};

const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
function told(acceptances: readonly Acceptance[], today = TODAY) {
  const verdict = verdictOf(report, lock, acceptances, today);
  if (!verdict.checked) throw new Error(verdict.why);
  const { open, accepted: known, others, idle } = verdict;
  return { open: idsOf(open), accepted: idsOf(known), others: idsOf(others), idle: idsOf(idle) };
}

describe("npm's report", () => {
  it("leaves open what is moderate or worse and reaches production, each advisory once", () => {
    expect(told([])).toEqual({ open: [HIGH], accepted: [], others: [LOW, TOOLS], idle: [] });
  });

  it("leaves nothing open that is accepted, until the day after, and not in another package", () => {
    expect(told([accepted])).toMatchObject({ open: [], accepted: [HIGH] });
    expect(told([accepted], "2026-03-02")).toMatchObject({ open: [HIGH], accepted: [] });
    expect(told([{ ...accepted, package: "server" }])).toMatchObject({ open: [HIGH], idle: [HIGH] });
    expect(told([accepted, { ...accepted, id: LOW }])).toMatchObject({ idle: [LOW] });
  });

  it.each([
    ["a registry without the list", { message: "405 Method Not Allowed", statusCode: 405 }, "405 Method Not Allowed"],
    ["no network", { message: "request failed, reason: getaddrinfo ENOTFOUND" }, "request failed"],
    ["an answer of another kind", { auditReportVersion: 1, vulnerabilities: {} }, "npm gave no report"],
    ["nothing", undefined, "npm gave no report"],
    ["a report of nothing", { ...report, vulnerabilities: {}, metadata: {} }, "no packages at all"],
  ])("that is %s was not checked", (_, given, why) => {
    const verdict = verdictOf(given, lock, [], TODAY);
    expect(verdict.checked ? "" : verdict.why).toContain(why);
  });
});

describe("an acceptance", () => {
  it("names an advisory, gives a reason, and ends within half a year", () => {
    expect(acceptanceProblems([accepted], TODAY)).toEqual([]);
    const bad = { ...accepted, id: "it", reason: "fine", until: "2027-01-01" };
    expect(acceptanceProblems([bad], TODAY)).toHaveLength(3);
    expect(acceptanceProblems([{ ...accepted, until: "never" }], TODAY)).toHaveLength(1);
  });
});

describe("a registry's list", () => {
  it("is believed where it tells of a package that is known to be weak, and not where it is empty", () => {
    const { name } = KNOWN_WEAK;
    const weak = { name, severity: "critical", via: [advisory(HIGH, "critical")], nodes: [`node_modules/${name}`] };
    const about = (vulnerabilities: object) => ({ ...report, vulnerabilities });
    expect(tellsWeaknesses(about({ [name]: weak }))).toBe(true);
    expect(tellsWeaknesses(about({}))).toBe(false);
    expect(tellsWeaknesses({ message: "405 Method Not Allowed" })).toBe(false);
  });
});
