import { entity, int, json, optional, time } from "@cowry/table";

/** Overrides as they are stored: each by its key, as whoever proposed it wrote it, amounts being text. */
export type Overrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const policyItem = entity("policy", {
  version: 1,
  about: "Rules that staff have set: assets, fees, limits, thresholds of review",
  pk: "CFG",
  sk: "POLICY",
  attributes: {
    version: int("v"),
    overrides: json<Overrides>("ov"),
    changedAtMs: optional(time("ca")),
  },
});
