import { randomUUID } from "node:crypto";
import { type Assembly, AssemblyRefused, ofType } from "../assembly/model.ts";
import { AwsError, type JsonOperations } from "../aws/wire.ts";
import type { Clock } from "../clock.ts";
import { list, number, parseJson, record, text } from "../json.ts";
import { matches, type Pattern, patternProblems } from "./pattern.ts";
import type { Targets } from "./targets.ts";

/** PutEvents takes at most so many entries. */
const ENTRIES_MAX = 10;

interface PatternRule {
  readonly bus: string;
  readonly pattern: Pattern;
  readonly targets: readonly { readonly arn: string; readonly input: string | undefined }[];
}

/** EventBridge: events go to the targets of every rule whose pattern they match. */
export function busOperations(assembly: Assembly, clock: Clock, targets: Targets): JsonOperations {
  const buses = ["default", ...ofType(assembly, "AWS::Events::EventBus").map(({ ref }) => ref)];
  const rules = patternRules(assembly, targets);
  const put = (entry: Record<string, unknown>): string => {
    const bus = (text(entry["EventBusName"]) ?? "default").replace(/^.*:event-bus\//, "");
    if (!buses.includes(bus)) throw new AwsError("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
    const event = eventOf(entry, assembly, clock);
    for (const rule of rules) {
      if (rule.bus !== bus || !matches(rule.pattern, event)) continue;
      for (const { arn, input } of rule.targets) targets.deliver(arn, input === undefined ? event : parseJson(input));
    }
    return event.id;
  };
  return {
    PutEvents: (input) => {
      const entries = list(input["Entries"]).map(record);
      if (entries.length === 0 || entries.length > ENTRIES_MAX) {
        throw new AwsError("ValidationException", `Entries must have 1 to ${ENTRIES_MAX} items`);
      }
      return { FailedEntryCount: 0, Entries: entries.map((entry) => ({ EventId: put(entry) })) };
    },
  };
}

function eventOf(entry: Record<string, unknown>, { accountId, region }: Assembly, clock: Clock) {
  const { Source, DetailType, Detail, Resources, Time } = entry;
  const detail = parseJson(text(Detail) ?? "");
  if (text(Source) === undefined || text(DetailType) === undefined || detail === undefined) {
    throw new AwsError("InvalidArgument", "Source, DetailType and a JSON Detail are required");
  }
  const at = number(Time);
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": DetailType,
    source: Source,
    account: accountId,
    time: new Date(at === undefined ? clock.now() : at * 1_000).toISOString().replace(/\.\d{3}Z$/, "Z"),
    region,
    resources: list(Resources),
    detail,
  };
}

function patternRules(assembly: Assembly, targets: Targets): readonly PatternRule[] {
  const problems: string[] = [];
  const rules = ofType(assembly, "AWS::Events::Rule").flatMap(({ id, properties }) => {
    const pattern = properties["EventPattern"];
    if (pattern === undefined || properties["State"] === "DISABLED") return [];
    const to = list(properties["Targets"]).map((target) => ({
      arn: text(record(target)["Arn"]) ?? "",
      input: text(record(target)["Input"]),
    }));
    for (const problem of [...patternProblems(pattern), ...to.map(({ arn }) => targets.problem(arn))]) {
      if (problem !== undefined) problems.push(`${id}: ${problem}`);
    }
    const bus = (text(properties["EventBusName"]) ?? "default").replace(/^.*:event-bus\//, "");
    return [{ bus, pattern: record(pattern), targets: to }];
  });
  if (problems.length > 0) throw new AssemblyRefused(problems);
  return rules;
}
