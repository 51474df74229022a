import { askTable } from "@cowry/core/readiness";
import { buildName } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";
import * as z from "zod/mini";

export const handler = endpoint(
  {
    route: "GET /api/v1/ready",
    aliases: ["GET /ready"],
    summary: "Whether the API could do its work: its table answers and its secrets could be read",
    caller: "anyone",
    example: {},
    returns: {
      200: z.strictObject({ status: z.literal("ready"), build: z.string().check(z.maxLength(64)) }),
    },
    refuses: [],
    uses: { table: "read", secrets: ["TOKEN_PUBLIC_KEYS"] },
  },
  async () => {
    await askTable();
    return { status: "ready" as const, build: buildName() };
  },
);
