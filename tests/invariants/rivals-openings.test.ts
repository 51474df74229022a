import { OPENINGS } from "./rivals-openings.ts";
import { provesRivals } from "./rivals-suite.ts";

const isWhole = process.env["COWRY_CONDITIONS"] !== undefined;

/** A sample; `npm run prove -- rivals` and the proof by mutation have all meet all. */
provesRivals(isWhole ? OPENINGS : OPENINGS.slice(0, 2), isWhole ? "all" : "some");
