import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";

/** Values of the parameters that exist, by name; one call for up to ten. */
export async function readParameters(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const client = new SSMClient({ maxAttempts: 3 });
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names: [...names], WithDecryption: true }));
  client.destroy();
  return new Map(Parameters.map(({ Name = "", Value = "" }) => [Name, Value]));
}
