import { parseJson } from "../json.ts";
import { findFunction, type LambdaFunction } from "../lambda/function.ts";
import type { Lambda } from "../lambda/lambda.ts";
import { type AwsAnswer, type AwsRequest, AwsError, unknownOperation } from "./wire.ts";

/** Lambda's Invoke, for functions that call functions. */
export async function answerLambda(
  request: AwsRequest,
  lambda: Lambda,
  functions: readonly LambdaFunction[],
): Promise<AwsAnswer> {
  const name = /^\/2015-03-31\/functions\/(.+)\/invocations$/.exec(request.path)?.[1];
  if (request.method !== "POST" || name === undefined)
    throw unknownOperation(`Lambda ${request.method} ${request.path}`);
  const fn = findFunction(functions, name);
  if (fn === undefined) throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, 404);
  const source = request.body.toString("utf8");
  const event = source === "" ? {} : parseJson(source);
  if (event === undefined)
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  const contentType = "application/json";
  const headers = { "x-amz-executed-version": "$LATEST" };
  switch (request.headers["x-amz-invocation-type"] ?? "RequestResponse") {
    case "DryRun":
      return { status: 204, contentType, body: "", headers };
    case "Event":
      lambda.send(fn, event);
      return { status: 202, contentType, body: "", headers };
    case "RequestResponse": {
      const result = await lambda.invoke(fn, event);
      if (result.ok) return { status: 200, contentType, body: JSON.stringify(result.payload ?? null), headers };
      const failed = { ...headers, "x-amz-function-error": "Unhandled" };
      return { status: 200, contentType, body: JSON.stringify(result.error), headers: failed };
    }
    default:
      throw new AwsError("InvalidParameterValueException", "the invocation type is not known");
  }
}
