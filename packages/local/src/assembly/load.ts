import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { list, record, text } from "../json.ts";
import { NO_VALUE, resolve, type Scope } from "./intrinsics.ts";
import { type Addresses, type Assembly, AssemblyRefused, type Properties, type Resource } from "./model.ts";
import { violations } from "./rules.ts";
import { type Identity, type Naming, SUPPORTED } from "./support.ts";

/** A template as it stands in the assembly. */
interface Stack {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly template: Record<string, unknown>;
  readonly titles: ReadonlyMap<string, string>;
}

/** Sections and attributes of a template that are read here, or say nothing about the running system. */
const SECTIONS = [
  "AWSTemplateFormatVersion",
  "Conditions",
  "Description",
  "Mappings",
  "Metadata",
  "Outputs",
  "Parameters",
  "Resources",
  "Rules",
];
const ATTRIBUTES = [
  "Condition",
  "DeletionPolicy",
  "DependsOn",
  "Metadata",
  "Properties",
  "Type",
  "UpdateReplacePolicy",
];

/** Reads a synthesized cloud assembly. Whatever has no local body is refused here, all of it at once. */
export function loadAssembly(dir: string, addresses: Addresses): Assembly {
  const { stacks, assets } = readStacks(dir);
  const loader = new Loader(stacks, addresses);
  const resources = loader.load();
  if (loader.problems.length > 0) throw new AssemblyRefused(loader.problems);
  const [first] = stacks;
  if (first === undefined) throw new AssemblyRefused([`${dir} holds no stack`]);
  return { region: first.region, accountId: first.accountId, resources, assets };
}

function readStacks(dir: string): { stacks: Stack[]; assets: Map<string, string> } {
  const file = path.join(dir, "manifest.json");
  if (!existsSync(file)) throw new AssemblyRefused([`${file} does not exist: run npm run synth`]);
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [name, artifact] of Object.entries(record(readJson(file)["artifacts"]))) {
    const { type, environment, properties, metadata } = record(artifact);
    const { templateFile, file: assetFile } = record(properties);
    if (type === "cdk:asset-manifest") readAssets(dir, text(assetFile) ?? "", assets);
    if (type !== "aws:cloudformation:stack") continue;
    const [, accountId = "", region = ""] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(text(environment) ?? "") ?? [];
    const template = readJson(path.join(dir, text(templateFile) ?? ""));
    stacks.push({ name, region, accountId, template, titles: titlesOf(record(metadata)) });
  }
  return { stacks, assets };
}

function readAssets(dir: string, file: string, into: Map<string, string>): void {
  for (const asset of Object.values(record(readJson(path.join(dir, file))["files"]))) {
    const { source, destinations } = record(asset);
    const at = path.resolve(dir, text(record(source)["path"]) ?? "");
    for (const destination of Object.values(record(destinations))) {
      into.set(text(record(destination)["objectKey"]) ?? "", at);
    }
  }
}

/** Logical id → the construct's id, as the assembly's metadata tells it. */
function titlesOf(metadata: Record<string, unknown>): Map<string, string> {
  const titles = new Map<string, string>();
  for (const [construct, entries] of Object.entries(metadata)) {
    const named = list(entries).find((entry) => record(entry)["type"] === "aws:cdk:logicalId");
    const logicalId = text(record(named)["data"]);
    const parts = construct.split("/").filter((part) => part !== "" && part !== "Resource");
    if (logicalId !== undefined && parts.length > 1) titles.set(logicalId, parts.slice(1).join("/"));
  }
  return titles;
}

function readJson(file: string): Record<string, unknown> {
  return record(JSON.parse(readFileSync(file, "utf8")) as unknown);
}

class Loader {
  readonly problems: string[] = [];
  readonly #stacks: readonly Stack[];
  readonly #addresses: Addresses;
  readonly #exports = new Map<string, { stack: Stack; value: unknown }>();
  readonly #identities = new Map<string, Identity>();

  constructor(stacks: readonly Stack[], addresses: Addresses) {
    this.#stacks = stacks;
    this.#addresses = addresses;
    for (const stack of stacks) {
      for (const output of Object.values(record(stack.template["Outputs"]))) {
        const { Export, Value } = record(output);
        const name = record(Export)["Name"];
        if (name !== undefined) this.#exports.set(String(resolve(name, this.#scope(stack))), { stack, value: Value });
      }
    }
  }

  load(): Resource[] {
    return this.#stacks.flatMap((stack) => {
      for (const section of Object.keys(stack.template)) {
        if (!SECTIONS.includes(section)) this.#refuse(stack.name, `template section ${section} is not known here`);
      }
      return Object.entries(record(stack.template["Resources"])).flatMap(([logicalId, source]) =>
        this.#resource(stack, logicalId, record(source)),
      );
    });
  }

  #refuse(where: string, what: string): void {
    this.problems.push(`stack ${where}: ${what}`);
  }

  #resource(stack: Stack, logicalId: string, source: Record<string, unknown>): Resource[] {
    const type = String(source["Type"]);
    const where = `${stack.name}, resource ${logicalId} (${type})`;
    try {
      const condition = text(source["Condition"]);
      if (condition !== undefined && !this.#scope(stack).condition(condition)) return [];
      const support = SUPPORTED[type];
      if (support === undefined) throw new Error("resource type is not known here");
      const unknown = Object.keys(source).find((attribute) => !ATTRIBUTES.includes(attribute));
      if (unknown !== undefined) this.#refuse(where, `attribute ${unknown} is not known here`);
      const properties = record(resolve(source["Properties"] ?? {}, this.#scope(stack)));
      for (const problem of violations(support.properties, properties)) this.#refuse(where, problem);
      const { ref, attributes = {} } = this.#identity(stack, logicalId);
      const title = stack.titles.get(logicalId) ?? logicalId.replace(/[0-9A-F]{8}$/, "");
      return [
        { id: `${stack.name}/${logicalId}`, stack: stack.name, logicalId, title, type, properties, ref, attributes },
      ];
    } catch (error) {
      this.#refuse(where, error instanceof Error ? error.message : String(error));
      return [];
    }
  }

  #identity(stack: Stack, logicalId: string): Identity {
    const id = `${stack.name}/${logicalId}`;
    const known = this.#identities.get(id);
    if (known !== undefined) return known;
    const source = record(record(stack.template["Resources"])[logicalId]);
    const support = SUPPORTED[String(source["Type"])];
    if (support === undefined) throw new Error(`it refers to ${logicalId}, which is not known here`);
    const identity = support.identity(this.#naming(stack, logicalId, record(source["Properties"])));
    this.#identities.set(id, identity);
    return identity;
  }

  #naming(stack: Stack, logicalId: string, properties: Properties): Naming {
    const uniqueId = createHash("sha256").update(`${stack.name}/${logicalId}`).digest("hex").slice(0, 10);
    const { accountId, region } = stack;
    return {
      stack: stack.name,
      logicalId,
      defaultName: `${stack.name}-${logicalId}`,
      uniqueId,
      property: (name) => text(resolve(properties[name], this.#scope(stack))),
      arn: (service, rest) => `arn:aws:${service}:${region}:${accountId}:${rest}`,
      accountId,
      ...this.#addresses,
    };
  }

  #scope(stack: Stack): Scope {
    const { template, name, region, accountId } = stack;
    const pseudo: Readonly<Record<string, unknown>> = {
      "AWS::AccountId": accountId,
      "AWS::NoValue": NO_VALUE,
      "AWS::NotificationARNs": [],
      "AWS::Partition": "aws",
      "AWS::Region": region,
      "AWS::StackId": `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`,
      "AWS::StackName": name,
      "AWS::URLSuffix": "amazonaws.com",
    };
    return {
      ref: (target) => {
        if (target in pseudo) return pseudo[target];
        const parameter = record(template["Parameters"])[target];
        return parameter === undefined ? this.#identity(stack, target).ref : defaultOf(target, record(parameter));
      },
      attribute: (logicalId, attribute) => {
        const value = this.#identity(stack, logicalId).attributes?.[attribute];
        if (value === undefined) throw new Error(`attribute ${logicalId}.${attribute} is not known here`);
        return value;
      },
      exported: (target) => {
        const found = this.#exports.get(target);
        if (found === undefined) throw new Error(`no stack exports ${target}`);
        return resolve(found.value, this.#scope(found.stack));
      },
      mapping: (map, first, second) => {
        const value = record(record(record(template["Mappings"])[map])[first])[second];
        if (value === undefined) throw new Error(`mapping ${map}.${first}.${second} does not exist`);
        return value;
      },
      condition: (target) => {
        const source = record(template["Conditions"])[target];
        if (source === undefined) throw new Error(`condition ${target} does not exist`);
        return resolve(source, this.#scope(stack)) === true;
      },
    };
  }
}

function defaultOf(name: string, parameter: Record<string, unknown>): unknown {
  const { Type, Default } = parameter;
  if (text(Type)?.startsWith("AWS::SSM::"))
    throw new Error(`parameter ${name} is read from SSM, which is not known here`);
  if (Default === undefined) throw new Error(`parameter ${name} has no default`);
  return Type === "CommaDelimitedList" && typeof Default === "string" ? Default.split(",") : Default;
}
