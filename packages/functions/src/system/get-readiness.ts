import { askTable, errors } from "@cowry/core/readiness";
import { BuildFields, buildInfo } from "@cowry/platform/build";
import { endpoint } from "@cowry/platform/endpoint";
import * as z from "zod/mini";

export const handler = endpoint(
  {
    route: "GET /api/v1/ready",
    aliases: ["GET /ready"],
    summary: "Whether the API could do its work",
    description:
      "Its table answers within a second, and its secrets could be read; `details.part` of a 503 names the one that did not.",
    caller: "anyone",
    example: {},
    returns: { 200: z.strictObject({ status: z.literal("ready"), ...BuildFields }) },
    refuses: [errors.not_ready],
    uses: { table: "read", secrets: ["TOKEN_PUBLIC_KEYS"] },
    cannotStart: (cause) => errors.not_ready({ part: "secrets" }, { cause, retryAfterSeconds: 5 }),
  },
  async () => {
    await askTable();
    return { status: "ready" as const, ...buildInfo() };
  },
);
