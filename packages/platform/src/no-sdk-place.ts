import { assert } from "@cowry/core/kernel";

/** In the place of `@cowry/table/sdk-place` in bundles: a function's environment says where its table is. */
export function sdkPlace(): Promise<never> {
  assert(false, "a function says where its table is");
}
