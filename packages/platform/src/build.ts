import * as z from "zod/mini";

export { buildInfo } from "./config.ts";

/** Which build it is that answers, and on which stage: what health and readiness tell beside their word. */
export const BuildFields = {
  version: z.string().check(z.maxLength(32)),
  commit: z.string().check(z.maxLength(40)),
  stage: z.string().check(z.maxLength(32)),
};
