import { buildName } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";
import * as z from "zod/mini";

export const handler = endpoint(
  {
    route: "GET /api/v1/health",
    aliases: ["GET /health"],
    summary: "Whether the API answers",
    caller: "anyone",
    example: {},
    returns: { 200: z.strictObject({ status: z.literal("ok"), build: z.string().check(z.maxLength(64)) }) },
    refuses: [],
    uses: {},
  },
  () => ({ status: "ok" as const, build: buildName() }),
);
