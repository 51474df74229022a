/** The check of third parties' programs, by itself: bundles of doors without a `scope` go without it. */
export { verifyApiKey, verifyClientToken } from "@cowry/core/developers";
