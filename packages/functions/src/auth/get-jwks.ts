import { Jwks, publicKeys } from "@cowry/core/auth";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /.well-known/jwks.json",
    summary: "Public keys of the access tokens",
    description: "A key appears here before it signs, and stays until the last token it signed has ended.",
    caller: "anyone",
    example: {},
    returns: { 200: Jwks },
    refuses: [],
    uses: { secrets: ["TOKEN_PUBLIC_KEYS"] },
  },
  () => reply(200, publicKeys(), { "cache-control": "public, max-age=300" }),
);
