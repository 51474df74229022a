import { assert } from "@cowry/core/kernel";

/**
 * In the place of `know-staff` and `know-client` in bundles that have no such callers: what they import would be carried
 * by every door. A door that gets here was bundled by an old manifest, and lets nobody in.
 */
function nobody(): never {
  assert(false, "the manifest knows this door's caller: run npm run gen");
}

export const STAFF_REFUSALS = [] as const;
export const verifyStaff = nobody;
export const verifyApiKey = nobody;
export const verifyClientToken = nobody;
