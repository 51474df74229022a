import { Api as HttpApi, use, type StackContext } from "sst/constructs";
import { corsOf } from "./cors.ts";
import { Foundation } from "./foundation.ts";

/** The one HTTP API. Its routes are placed by the domains' own stacks. */
export function Api({ stack }: StackContext) {
  const { context } = use(Foundation);
  const api = new HttpApi(stack, "Api", {
    cors: corsOf(context.stage.env.COWRY_CORS_ORIGINS),
    accessLog: { retention: context.stage.logDays === 365 ? "one_year" : "one_month" },
    defaults: { throttle: context.stage.throttle },
  });
  stack.addOutputs({ ApiUrl: api.url });
  return api;
}
