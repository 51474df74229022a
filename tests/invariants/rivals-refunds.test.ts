import { REFUNDS } from "./rivals-refunds.ts";
import { provesRivals } from "./rivals-suite.ts";

const isWhole = process.env["COWRY_CONDITIONS"] !== undefined;

/** A sample; `npm run prove -- rivals` and the proof by mutation have all meet all. */
provesRivals(isWhole ? REFUNDS : REFUNDS.slice(0, 1), isWhole ? "all" : "some");
