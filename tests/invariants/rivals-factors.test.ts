import { vi } from "vitest";
import { FACTORS } from "./rivals-factors.ts";
import { provesRivals } from "./rivals-suite.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("../../packages/core/src/auth/argon2.ts", () => import("./cheap-argon2.ts"));

const isWhole = process.env["COWRY_CONDITIONS"] !== undefined;

/** A sample; `npm run prove -- rivals` and the proof by mutation have all meet all. */
provesRivals(isWhole ? FACTORS : FACTORS.slice(0, 1), isWhole ? "all" : "some");
