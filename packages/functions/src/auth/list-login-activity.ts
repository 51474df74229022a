import { listLogins, LoginPage, loginPage } from "@cowry/core/auth";
import { PageQuery } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";
import * as z from "zod/mini";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/login-activity",
    aliases: ["GET /api/v1/reports/login-activity"],
    summary: "The caller's past sign-ins and attempts, each with its risk and what that is made of",
    description:
      "Refused attempts too. Newest first, kept for 540 days. A score is the sum of its reasons' points, at most 100.",
    caller: "customer",
    query: z.strictObject(PageQuery),
    example: { query: { limit: "20" }, needs: "a caller" },
    returns: { 200: LoginPage },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS", "FIELD_KEYS"] },
  },
  ({ actor, query }) => listLogins(actor, query).then(loginPage),
);
