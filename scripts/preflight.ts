import { existsSync, readFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { SECRET_NAMES, type SecretName } from "@cowry/core/kernel";
import { type Finding, findingsBefore, findingsInSecrets, type Secrets } from "./preflight-verdict.ts";

/**
 * `npm run preflight -- --stage prod [--account 123456789012] [--aws]`: whether a deployment may begin. Says all that is
 * missing or wrong at once, and exits with 1 then. Offline; with --aws it reads the stage's secrets (ssm:GetParameters
 * and the key's kms:Decrypt are needed), says what is wrong with them and shows nothing of them.
 *
 * Reads the environment and, as `sst deploy` does, `.env`, `.env.local`, `.env.<stage>` and `.env.<stage>.local` over it.
 */

const { values } = parseArgs({
  options: { stage: { type: "string" }, account: { type: "string" }, aws: { type: "boolean", default: false } },
});
const { stage, account, aws } = values;
if (stage === undefined) {
  process.stderr.write("usage: npm run preflight -- --stage prod [--account 123456789012] [--aws]\n");
  process.exit(2);
}

const FILES = [".env", ".env.local", `.env.${stage}`, `.env.${stage}.local`];
const fromFiles = FILES.filter((file) => existsSync(file)).map((file) => parseEnv(readFileSync(file, "utf8")));
const environment: Record<string, string | undefined> = Object.assign(
  {},
  process.env,
  ...fromFiles,
) as typeof process.env;
const region = environment["AWS_REGION"];

/** As `stacks/foundation.ts` names them. */
const nameOf = (secret: SecretName) => `/sst/cowry/${stage}/Secret/${secret}/value`;

/** In as many requests as the parameter store needs for ten names each. */
async function readSecrets(): Promise<{ readonly secrets: Secrets; readonly accounts: readonly string[] }> {
  const client = new SSMClient({ region: region ?? "eu-west-1" });
  const values = new Map<string, string>();
  const accounts = new Set<string>();
  for (let from = 0; from < SECRET_NAMES.length; from += 10) {
    const Names = SECRET_NAMES.slice(from, from + 10).map(nameOf);
    const { Parameters = [] } = await client.send(new GetParametersCommand({ Names, WithDecryption: true }));
    for (const { Name = "", Value = "", ARN = "" } of Parameters) {
      values.set(Name, Value);
      accounts.add(ARN.split(":")[4] ?? "");
    }
  }
  const secrets = Object.fromEntries(SECRET_NAMES.map((name) => [name, values.get(nameOf(name))])) as Secrets;
  return { secrets, accounts: [...accounts].filter((id) => id !== "") };
}

async function findingsInAws(): Promise<readonly Finding[]> {
  try {
    const { secrets, accounts } = await readSecrets();
    const other = accounts.filter((id) => account !== undefined && id !== account);
    const providers = (environment["COWRY_SMS_PROVIDERS"] ?? "sns").split(",");
    return [
      ...other.map((id) => ({ name: "--account", says: `these credentials are of ${id}` })),
      ...findingsInSecrets(stage ?? "", secrets, providers),
    ];
  } catch (error) {
    return [{ name: "--aws", says: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }];
  }
}

const findings = [
  ...findingsBefore({ stage, environment, region, account, nodeVersion: process.version }),
  ...(aws ? await findingsInAws() : []),
];
for (const { name, says } of findings) process.stdout.write(`  ${name}: ${says}\n`);
if (!aws) process.stdout.write(`not looked at (--aws does): the secrets ${SECRET_NAMES.join(", ")}\n`);
const verdict = findings.length === 0 ? "may be deployed" : `is not ready: ${findings.length} to mend`;
process.stdout.write(`preflight: ${stage} ${verdict}\n`);
process.exit(findings.length === 0 ? 0 : 1);
