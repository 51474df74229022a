import { PolicyShown, readPolicy } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/policy",
    summary: "The rules that staff have set",
    description: "Assets, fees, limits and thresholds of review; whatever is not here is as the code has it.",
    caller: "staff",
    permission: "policy.read",
    example: { needs: "staff who read policy" },
    returns: { 200: PolicyShown },
    refuses: [],
    uses: { table: "read" },
  },
  () => readPolicy(),
);
