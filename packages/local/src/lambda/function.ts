import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Assembly, Resource } from "../assembly/model.ts";
import { AssemblyRefused, ofType } from "../assembly/model.ts";
import { list, number, record, text } from "../json.ts";

/** A function as its template says. */
export interface LambdaFunction {
  readonly name: string;
  /** Short name for people and addresses. */
  readonly title: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly bundle: string;
  readonly taskRoot: string;
  readonly handler: string;
  readonly exportName: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** At most so many instances, where the template reserves a number. */
  readonly reserved: number | undefined;
  /** ARN of the queue for asynchronous events that failed for good. */
  readonly onFailure: string | undefined;
  /** Retries of asynchronous events; AWS's default is 2. */
  readonly asyncRetries: number;
  readonly accessKeyId: string;
}

/** Every function of the assembly; one whose bundle is missing is refused. */
export function functionsOf(assembly: Assembly): readonly LambdaFunction[] {
  const problems: string[] = [];
  const configs = ofType(assembly, "AWS::Lambda::EventInvokeConfig");
  const functions = ofType(assembly, "AWS::Lambda::Function").map((resource) => {
    const config = configs.find(({ properties }) => named(text(properties["FunctionName"]) ?? "", resource));
    const made = functionOf(assembly, resource, record(config?.properties));
    if (!existsSync(made.bundle)) problems.push(`${resource.id}: its bundle ${made.bundle} does not exist`);
    return made;
  });
  if (problems.length > 0) throw new AssemblyRefused(problems);
  return functions;
}

/** True when `reference` (a name or an ARN) means this function. */
function named(reference: string, resource: Resource): boolean {
  return reference === resource.ref || reference === resource.attributes["Arn"];
}

function functionOf(assembly: Assembly, resource: Resource, invokeConfig: Record<string, unknown>): LambdaFunction {
  const { properties, ref, attributes, title } = resource;
  const taskRoot = assembly.assets.get(text(record(properties["Code"])["S3Key"]) ?? "") ?? "";
  const handler = text(properties["Handler"]) ?? "";
  const dot = handler.lastIndexOf(".");
  const module = path.join(taskRoot, handler.slice(0, dot));
  const bundle = [".mjs", ".js", ".cjs"].map((extension) => module + extension).find(existsSync);
  const variables = Object.entries(record(record(properties["Environment"])["Variables"]));
  const destination = record(record(invokeConfig["DestinationConfig"])["OnFailure"])["Destination"];
  return {
    name: ref,
    title,
    arn: attributes["Arn"] ?? "",
    roleArn: text(properties["Role"]) ?? "",
    bundle: bundle ?? `${module}.mjs`,
    taskRoot,
    handler,
    exportName: handler.slice(dot + 1),
    environment: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
    timeoutMs: (number(properties["Timeout"]) ?? 3) * 1_000,
    memoryMb: number(properties["MemorySize"]) ?? 128,
    reserved: number(properties["ReservedConcurrentExecutions"]),
    onFailure: text(destination) ?? text(record(properties["DeadLetterConfig"])["TargetArn"]),
    asyncRetries: number(invokeConfig["MaximumRetryAttempts"]) ?? 2,
    accessKeyId: accessKeyId(resource.id),
  };
}

/** The key id by which a function's requests are known; AWS's form for temporary credentials. */
function accessKeyId(id: string): string {
  const letters = createHash("sha256").update(id).digest("hex").toUpperCase().slice(0, 16);
  return `ASIA${letters}`;
}

/** The function that a name or an ARN (with or without a qualifier) means. */
export function findFunction(functions: readonly LambdaFunction[], reference: string): LambdaFunction | undefined {
  const plain = reference.replace(/:\$LATEST$/, "");
  return functions.find(({ name, arn, title }) => [name, arn, title].includes(plain));
}

/** Functions by ARN in a list property such as `Targets`. */
export function arnsIn(targets: unknown): readonly string[] {
  return list(targets).flatMap((target) => text(record(target)["Arn"]) ?? []);
}
