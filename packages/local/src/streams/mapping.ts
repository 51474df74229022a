import { type Assembly, AssemblyRefused, ofType, type Resource } from "../assembly/model.ts";
import type { Table } from "../engine/tables.ts";
import { type Pattern, patternProblems } from "../events/pattern.ts";
import { list, number, parseJson, record, text } from "../json.ts";
import { findFunction, type LambdaFunction } from "../lambda/function.ts";

/** An event source mapping from a table's stream to a function, as its template says. */
export interface Mapping {
  readonly id: string;
  readonly fn: LambdaFunction;
  readonly table: Table;
  /** A record goes on when it meets any of them; with none, always. */
  readonly filters: readonly Pattern[];
  readonly batchSize: number;
  readonly windowMs: number;
  readonly reportsItems: boolean;
  readonly bisects: boolean;
  /** Infinity where the template says -1 or nothing. */
  readonly retriesMax: number;
  readonly ageMaxMs: number;
  readonly fromStart: boolean;
  readonly onFailure: string | undefined;
}

/** The mappings of the templates. A source that is no table's stream, or a filter not known here, is refused. */
export function mappingsOf(
  assembly: Assembly,
  functions: readonly LambdaFunction[],
  tables: readonly Table[],
): readonly Mapping[] {
  const problems: string[] = [];
  const mappings = ofType(assembly, "AWS::Lambda::EventSourceMapping").flatMap((resource) => {
    if (resource.properties["Enabled"] === false) return [];
    const made = mappingOf(resource, functions, tables);
    if (typeof made !== "string") return [made];
    problems.push(`${resource.id}: ${made}`);
    return [];
  });
  if (problems.length > 0) throw new AssemblyRefused(problems);
  return mappings;
}

function mappingOf(
  { properties, ref }: Resource,
  functions: readonly LambdaFunction[],
  tables: readonly Table[],
): Mapping | string {
  const source = text(properties["EventSourceArn"]) ?? "";
  const table = tables.find(({ streamArn }) => streamArn === source);
  if (table?.engineStreamArn === undefined) return `the event source ${source} is no table's stream`;
  const fn = findFunction(functions, text(properties["FunctionName"]) ?? "");
  if (fn === undefined) return "it feeds a function that does not exist";
  const filters = list(record(properties["FilterCriteria"])["Filters"]).map((filter) => {
    return parseJson(text(record(filter)["Pattern"]) ?? "");
  });
  const problem = filters.flatMap((filter) => patternProblems(filter))[0];
  if (problem !== undefined) return problem;
  return {
    id: ref,
    fn,
    table,
    filters: filters.map(record),
    batchSize: number(properties["BatchSize"]) ?? 100,
    windowMs: (number(properties["MaximumBatchingWindowInSeconds"]) ?? 0) * 1_000,
    reportsItems: list(properties["FunctionResponseTypes"]).includes("ReportBatchItemFailures"),
    bisects: properties["BisectBatchOnFunctionError"] === true,
    retriesMax: orInfinite(number(properties["MaximumRetryAttempts"])),
    ageMaxMs: orInfinite(number(properties["MaximumRecordAgeInSeconds"])) * 1_000,
    fromStart: properties["StartingPosition"] === "TRIM_HORIZON",
    onFailure: text(record(record(properties["DestinationConfig"])["OnFailure"])["Destination"]),
  };
}

function orInfinite(value: number | undefined): number {
  return value === undefined || value < 0 ? Infinity : value;
}
