import { REVERSALS } from "./rivals-reversals.ts";
import { provesRivals } from "./rivals-suite.ts";

/** Each act meets itself or one other; `npm run prove -- rivals` and the proof by mutation have all meet all. */
provesRivals(REVERSALS, process.env["COWRY_CONDITIONS"] === undefined ? "some" : "all");
