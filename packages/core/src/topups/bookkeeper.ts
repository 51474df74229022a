import type { Actor } from "../kernel/index.ts";

/**
 * Who does in the trail what a payment's event, a sweep or a look brings about: not the person, and nobody of the staff.
 * `about` is whatever leads to it, in the place of a request's id.
 */
export function bookkeeper(about: string): Actor {
  const origin = { requestId: about, ip: "", deviceId: undefined, userAgent: undefined };
  return { kind: "system", name: "topups", origin };
}
