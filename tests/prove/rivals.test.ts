import { vi } from "vitest";
import { CARDS } from "../invariants/rivals-cards.ts";
import { FACTORS } from "../invariants/rivals-factors.ts";
import { LATE } from "../invariants/rivals-late.ts";
import { MONEY } from "../invariants/rivals-money.ts";
import { OPENINGS } from "../invariants/rivals-openings.ts";
import { PAYOUTS } from "../invariants/rivals-payouts.ts";
import { PEOPLE } from "../invariants/rivals-people.ts";
import { WITH_PROVIDER } from "../invariants/rivals-provider.ts";
import { REFUNDS } from "../invariants/rivals-refunds.ts";
import { REVERSALS } from "../invariants/rivals-reversals.ts";
import { provesRivals } from "../invariants/rivals-suite.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("../../packages/core/src/auth/argon2.ts", () => import("../invariants/cheap-argon2.ts"));

const AMONG_OURSELVES = [...MONEY, ...REVERSALS, ...OPENINGS];
provesRivals(
  [...AMONG_OURSELVES, ...WITH_PROVIDER, ...PAYOUTS, ...REFUNDS, ...CARDS, ...LATE, ...FACTORS, ...PEOPLE],
  "all",
);
