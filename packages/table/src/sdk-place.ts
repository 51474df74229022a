import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Place } from "./place.ts";

/** The SDK's own way to find an endpoint in the environment, which it does not tell of in its types. */
interface Configured {
  readonly serviceConfiguredEndpoint?: () => Promise<string | undefined>;
}

/**
 * For scripts and tests, which run wherever somebody sits. Functions know their place from their environment, and go without
 * this in their bundles (stacks/bundles.ts).
 */
export async function sdkPlace(): Promise<Place> {
  const { config } = new DynamoDBClient({});
  const [region, own, fips, dualStack] = await Promise.all([
    config.region(),
    (config as Configured).serviceConfiguredEndpoint?.(),
    config.useFipsEndpoint(),
    config.useDualstackEndpoint(),
  ]);
  const asked = { Region: region, Endpoint: own, UseFIPS: fips, UseDualStack: dualStack };
  return { region, endpoint: config.endpointProvider(asked).url, credentials: () => config.credentials() };
}
