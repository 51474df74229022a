import type { LambdaFunction } from "./function.ts";

export interface InstanceIdentity {
  readonly sessionToken: string;
  readonly logStream: string;
}

/** The environment a function sees: its template's variables, and those that Lambda itself sets. */
export function environmentOf(
  fn: LambdaFunction,
  region: string,
  endpointUrl: string,
  identity: InstanceIdentity,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  const declared = Object.entries(fn.environment).map(([name, value]) => [name, overrides[name] ?? value] as const);
  return {
    PATH: process.env["PATH"] ?? "",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    ...Object.fromEntries(declared),
    AWS_ACCESS_KEY_ID: fn.accessKeyId,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split(".")[0] ?? ""}.x`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: identity.logStream,
    AWS_REGION: region,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: identity.sessionToken,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LAMBDA_TASK_ROOT: fn.taskRoot,
    _HANDLER: fn.handler,
  };
}
