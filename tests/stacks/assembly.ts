import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { ensureAssembly } from "../../scripts/synth.ts";

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Metadata?: { readonly cdk_nag?: { readonly rules_to_suppress: readonly { id: string; reason: string }[] } };
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly name: string;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** The synthesized templates of a stage's assembly. */
export async function templates(dir?: string): Promise<readonly Template[]> {
  const folder = dir ?? (await ensureAssembly());
  return readdirSync(folder)
    .filter((file) => file.endsWith(".template.json"))
    .map((file) => ({
      name: file.replace(".template.json", ""),
      ...(JSON.parse(readFileSync(path.join(folder, file), "utf8")) as Omit<Template, "name">),
    }));
}

export interface Placed extends Resource {
  readonly stack: string;
  readonly id: string;
}

export function resourcesOf(all: readonly Template[], type: string): readonly Placed[] {
  return all.flatMap((template) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ ...resource, id, stack: template.name })),
  );
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
  readonly where: string;
}

/** Every statement of every role and policy. */
export function statements(all: readonly Template[]): readonly Statement[] {
  const documents = [
    ...resourcesOf(all, "AWS::IAM::Policy").map(({ Properties, stack, id }) => [`${stack}/${id}`, Properties] as const),
    ...resourcesOf(all, "AWS::IAM::Role").flatMap(({ Properties, stack, id }) =>
      ((Properties["Policies"] ?? []) as Record<string, unknown>[]).map(
        (policy) => [`${stack}/${id}`, policy] as const,
      ),
    ),
  ];
  return documents.flatMap(([where, policy]) =>
    (policy["PolicyDocument"] as { Statement: Omit<Statement, "where">[] }).Statement.map((one) => ({ ...one, where })),
  );
}
