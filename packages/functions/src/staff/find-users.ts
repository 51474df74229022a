import { AccountList, accountView, findPeople, PeopleSearch, toPeopleQuery } from "@cowry/core/staff";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/users",
    aliases: ["GET /api/v1/users"],
    summary: "Find people",
    description:
      "By one of id, phone, email (whole) and name (all its words). Numbers and addresses are masked. Staff of a branch find its " +
      "people only",
    caller: "staff",
    permission: "users.read",
    query: PeopleSearch,
    example: { query: { name: "Amina Bello" }, needs: "a member of staff" },
    returns: { 200: AccountList },
    refuses: [],
    rateLimits: ["per member of staff: 30 at once and one more every 5 seconds"],
    uses: { table: "read", notes: ["rate_limit"], secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] },
  },
  async ({ actor, query }) => {
    const accounts = await findPeople(actor, toPeopleQuery(query), query.limit);
    return { items: accounts.map(accountView) };
  },
);
