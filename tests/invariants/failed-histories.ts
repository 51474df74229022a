import type { Told } from "./history-stage.ts";

/**
 * Histories that once broke something, with what it was: played again in every run. A history is kept as its steps, not
 * as the seed that it was found with, which gives another one as soon as there is one more thing that people do.
 */
export const FAILED: readonly { readonly why: string; readonly told: Told }[] = [];
