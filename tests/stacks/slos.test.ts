import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Placed, resourcesOf, templates } from "./assembly.ts";

/** Names and thresholds of the alarms in docs/operations/slos.md: `Errors<n>` stands for all that begin so. */
function promised(): ReadonlyMap<string, number> {
  const rows = readFileSync("docs/operations/slos.md", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("|") && line.includes("`"));
  return new Map(
    rows.flatMap((row) => {
      const [, , , alarms = "", ringsAt = ""] = row.split("|");
      const threshold = Number(/> ([\d.]+)/.exec(ringsAt)?.[1]);
      return [...alarms.matchAll(/`([A-Za-z]+(?:<n>)?)`/g)].map(([, name = ""]) => [name, threshold] as const);
    }),
  );
}

describe("the service level objectives", () => {
  let alarms: readonly Placed[];
  beforeAll(async () => {
    alarms = resourcesOf(await templates(), "AWS::CloudWatch::Alarm");
  });

  /** Without the hash that CDK adds, and the number of each of several. */
  const nameOf = ({ id }: Placed): string => id.replace(/[0-9A-F]{8}$/, "").replace(/\d+$/, "<n>");

  it("name every alarm of the templates with the threshold that it has, and none that is not there", () => {
    const named = promised();
    const built = new Map(alarms.map((alarm) => [nameOf(alarm), Number(alarm.Properties["Threshold"])]));
    expect(named.size).toBeGreaterThan(10);
    expect(Object.fromEntries(named)).toEqual(Object.fromEntries(built));
  });
});
