import { type Assembly, ofType } from "../assembly/model.ts";
import { SECRET_NAMES } from "@cowry/core/kernel/keys";
import { list, number, text } from "../json.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import type { LocalSecrets } from "../state/secrets.ts";
import { AwsError, type JsonOperations, needed } from "./wire.ts";

interface Parameter {
  readonly value: string;
  readonly secure: boolean;
}

/** SSM answers at most so many parameters by name. */
const NAMES_MAX = 10;

/** Parameters of the templates, and this machine's secrets where the functions look for theirs. */
export function ssmOperations(
  assembly: Assembly,
  functions: readonly LambdaFunction[],
  secrets: LocalSecrets,
): JsonOperations {
  const parameters = new Map<string, Parameter>();
  for (const { ref, properties } of ofType(assembly, "AWS::SSM::Parameter")) {
    parameters.set(ref, { value: text(properties["Value"]) ?? "", secure: false });
  }
  for (const prefix of new Set(functions.flatMap(({ environment }) => environment["SECRETS_PATH"] ?? []))) {
    for (const name of SECRET_NAMES) {
      parameters.set(`${prefix}${name}/value`, { value: JSON.stringify(secrets.rings[name]), secure: true });
    }
  }
  const show = (name: string, { value, secure }: Parameter, decrypt: unknown) => ({
    Name: name,
    Type: secure ? "SecureString" : "String",
    Value: secure && decrypt !== true ? Buffer.from(`sealed:${name}`).toString("base64") : value,
    Version: 1,
    DataType: "text",
    ARN: `arn:aws:ssm:${assembly.region}:${assembly.accountId}:parameter${name}`,
  });
  return {
    GetParameter: (input) => {
      const name = needed(input, "Name");
      const found = parameters.get(name);
      if (found === undefined) throw new AwsError("ParameterNotFound", "");
      return { Parameter: show(name, found, input["WithDecryption"]) };
    },
    GetParameters: (input) => {
      const names = list(input["Names"]).map(String);
      if (names.length === 0 || names.length > NAMES_MAX) {
        throw new AwsError("ValidationException", `Names must have 1 to ${NAMES_MAX} items`);
      }
      const shown = names.flatMap((name) => {
        const found = parameters.get(name);
        return found === undefined ? [] : [show(name, found, input["WithDecryption"])];
      });
      return { Parameters: shown, InvalidParameters: names.filter((name) => !parameters.has(name)) };
    },
    GetParametersByPath: (input) => {
      const path = needed(input, "Path").replace(/\/?$/, "/");
      const below = [...parameters]
        .filter(([name]) => name.startsWith(path))
        .filter(([name]) => input["Recursive"] === true || !name.slice(path.length).includes("/"))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const from = number(input["NextToken"]) ?? 0;
      const to = from + Math.min(number(input["MaxResults"]) ?? NAMES_MAX, NAMES_MAX);
      const page = below.slice(from, to).map(([name, found]) => show(name, found, input["WithDecryption"]));
      return { Parameters: page, ...(to < below.length ? { NextToken: String(to) } : {}) };
    },
  };
}
