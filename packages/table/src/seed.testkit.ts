/** Fixed, so that every run is the same run; `COWRY_SEED=… npm test` draws others. */
export const seed = Number(process.env["COWRY_SEED"] ?? 20_260);
