import { OPENINGS } from "./rivals-openings.ts";
import { provesRivals } from "./rivals-suite.ts";

/** Each act meets itself or one other; `npm run prove -- rivals` and the proof by mutation have all meet all. */
provesRivals(OPENINGS, process.env["COWRY_CONDITIONS"] === undefined ? "some" : "all");
