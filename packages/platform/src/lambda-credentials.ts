/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles: a function's credentials are in its environment,
 * which is where the SDK's own chain finds them first. The rest of the chain (SSO, STS, profiles, instance metadata)
 * never runs in Lambda and would be 90 KB of every bundle.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
