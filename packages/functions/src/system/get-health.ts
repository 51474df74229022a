import { BuildFields, buildInfo } from "@cowry/platform/build";
import { endpoint } from "@cowry/platform/endpoint";
import * as z from "zod/mini";

export const handler = endpoint(
  {
    route: "GET /api/v1/health",
    aliases: ["GET /health"],
    summary: "Whether the API answers",
    description: "Asks nothing of anybody: for load balancers and for whoever wants to know which build this is.",
    caller: "anyone",
    example: {},
    returns: { 200: z.strictObject({ status: z.literal("ok"), ...BuildFields }) },
    refuses: [],
    uses: {},
  },
  () => ({ status: "ok" as const, ...buildInfo() }),
);
