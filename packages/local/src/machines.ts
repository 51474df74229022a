import { type Assembly, ofType } from "./assembly/model.ts";
import { record, text } from "./json.ts";
import type { StateMachine } from "./stepfunctions/index.ts";

/** The templates' state machines, with `${name}` in their definitions filled in. */
export function machinesOf(assembly: Assembly): readonly StateMachine[] {
  return ofType(assembly, "AWS::StepFunctions::StateMachine").map(({ ref, properties }) => {
    const substitutions = record(properties["DefinitionSubstitutions"]);
    const source = text(properties["DefinitionString"]) ?? "";
    return {
      arn: ref,
      roleArn: text(properties["RoleArn"]) ?? "",
      definition: source.replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => text(substitutions[name]) ?? whole),
      type: text(properties["StateMachineType"]) ?? "STANDARD",
    };
  });
}
