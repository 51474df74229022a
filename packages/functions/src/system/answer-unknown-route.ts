import { errors } from "@cowry/core/kernel";
import { endpoint, nothing } from "@cowry/platform/endpoint";
import { unknownRoute } from "@cowry/platform/unknown-route";
import routes from "./routes.generated.json" with { type: "json" };

export const handler = endpoint(
  {
    route: "$default",
    summary: "What no other route answers",
    description: "404 for a path that does not exist, 405 with Allow for one that answers to other methods.",
    caller: "anyone",
    example: {},
    returns: { 204: nothing },
    refuses: [errors.method_not_allowed, errors.route_not_found],
    uses: {},
  },
  ({ request }) => Promise.reject(unknownRoute(routes, request)),
);
