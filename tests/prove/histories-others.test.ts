import { vi } from "vitest";
import { proveEveryOther } from "../invariants/prove-every-other.ts";

vi.mock("../../packages/core/src/auth/argon2.ts", () => import("../invariants/cheap-argon2.ts"));

proveEveryOther(1);
