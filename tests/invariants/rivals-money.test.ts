import { MONEY } from "./rivals-money.ts";
import { WITH_PROVIDER } from "./rivals-provider.ts";
import { provesRivals } from "./rivals-suite.ts";

/** Each act meets itself or one other; `npm run prove -- rivals` and the proof by mutation have all meet all. */
provesRivals([...MONEY, ...WITH_PROVIDER], process.env["COWRY_CONDITIONS"] === undefined ? "some" : "all");
