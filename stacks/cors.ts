import type { ApiCorsProps } from "sst/constructs";

/** Which browser apps may call; none where the list is empty. */
export function corsOf(list: string): ApiCorsProps | false {
  const origins = list.split(",").filter((origin) => origin !== "");
  if (origins.length === 0) return false;
  return {
    // Browsers sign in by cookie; the origins are named one by one.
    allowCredentials: true,
    allowOrigins: origins,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: ["authorization", "content-type", "idempotency-key", "x-request-id", "x-device-id", "x-csrf-token"],
    exposeHeaders: ["idempotency-replayed", "ratelimit", "ratelimit-policy", "retry-after", "x-request-id"],
    maxAge: "1 hour",
  };
}
