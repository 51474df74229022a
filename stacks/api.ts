import { Api as HttpApi, use, type StackContext } from "sst/constructs";
import { Foundation } from "./foundation.ts";

/** The one HTTP API. Its routes are placed by the domains' own stacks. */
export function Api({ stack }: StackContext) {
  const { context } = use(Foundation);
  const origins = context.stage.env.COWRY_CORS_ORIGINS.split(",").filter((origin) => origin !== "");
  const api = new HttpApi(stack, "Api", {
    cors:
      origins.length === 0
        ? false
        : {
            // Browsers sign in by cookie; the origins are named one by one.
            allowCredentials: true,
            allowOrigins: origins,
            allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
            allowHeaders: [
              "authorization",
              "content-type",
              "idempotency-key",
              "x-request-id",
              "x-device-id",
              "x-csrf-token",
            ],
            exposeHeaders: ["idempotency-replayed", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
            maxAge: "1 hour",
          },
    accessLog: { retention: context.stage.logDays === 365 ? "one_year" : "one_month" },
    defaults: { throttle: context.stage.throttle },
  });
  stack.addOutputs({ ApiUrl: api.url });
  return api;
}
