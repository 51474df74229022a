/** The check of staff, by itself: bundles of doors whose caller is no staff go without it (stacks/bundles.ts). */
export { STAFF_REFUSALS, verifyStaff } from "@cowry/core/auth";
