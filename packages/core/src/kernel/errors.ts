import { defineErrors } from "./error.ts";

/** Refusals that belong to no single domain. */
export const errors = defineErrors("kernel", {
  invalid_request: {
    kind: "invalid",
    says: "The request is malformed.",
    remedy: "Mend the fields listed in `errors` and send it again.",
  },
  invalid_cursor: {
    kind: "invalid",
    says: "This cursor was not made by this list.",
    remedy: "Start the list again without a cursor.",
  },
  body_too_large: {
    kind: "invalid",
    status: 413,
    says: "The body is larger than 64 KB.",
    remedy: "Send a smaller body.",
  },
  unsupported_media_type: {
    kind: "invalid",
    status: 415,
    says: "The body must be application/json.",
    remedy: "Set Content-Type to application/json.",
  },
  unauthenticated: {
    kind: "unauthenticated",
    says: "Sign in to do this.",
    remedy: "Refresh the access token, or sign in again.",
  },
  forbidden: {
    kind: "forbidden",
    says: "You may not do this.",
    remedy: "Ask somebody with the permission.",
  },
  route_not_found: {
    kind: "not_found",
    status: 404,
    says: "There is no such path.",
    remedy: "Check the path against the API document.",
  },
  method_not_allowed: {
    kind: "invalid",
    status: 405,
    says: "This path does not answer to this method.",
    remedy: "Use one of the methods in the Allow header.",
  },
  rate_limited: {
    kind: "too_many",
    says: "Too many requests. Slow down.",
    remedy: "Wait for the seconds in Retry-After.",
  },
  idempotency_key_reused: {
    kind: "conflict",
    says: "This Idempotency-Key was used with another body.",
    remedy: "Use a new key for a new request.",
  },
  unavailable: {
    kind: "unavailable",
    says: "We could not finish this just now.",
    remedy:
      "Send the same request again with the same Idempotency-Key: if you sent none, the one in details.idempotency_key.",
  },
  internal_error: {
    kind: "bug",
    says: "Something went wrong on our side.",
    remedy: "Tell us the request id.",
  },
});
