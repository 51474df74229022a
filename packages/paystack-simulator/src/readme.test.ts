import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { adminRoutes } from "./admin.ts";
import { FAULTS } from "./fault-plan.ts";
import { switchRoutes } from "./switches.ts";

const README = readFileSync(path.resolve(import.meta.dirname, "../README.md"), "utf8");
const nameless = (route: string) => route.replace(/:[a-z_]+/g, ":");
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe("the README", () => {
  it("names every switch, and none that is not there", () => {
    // In the example it stands with a code, not with its name.
    const text = README.replace("<access_code>", ":access_code");
    const named = [...text.matchAll(/\/_sim\/[a-z:/_-]+/g)].map(([route]) => nameless(route));
    const served = [...adminRoutes, ...switchRoutes].map((route) => nameless(route.path));
    expect(sorted(named)).toEqual(sorted(served));
  });

  it("has a line for every fault, and for none that is not there", () => {
    const [, table = ""] = README.split("| `do` ");
    const lines = (table.split("\n\n")[0] ?? "").split("\n").slice(2);
    const named = lines.flatMap((line) => [...(line.split(" | ")[0] ?? "").matchAll(/`([a-z]+(?:_[a-z]+)*)`/g)]);
    const known = named.map(([, name = ""]) => name).filter((name) => !PARTS.includes(name));
    expect(sorted(known)).toEqual(sorted(Object.keys(FAULTS)));
  });
});

/** Words in the same column that say how, not what. */
const PARTS = ["outcome", "ms", "copies"];
