import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from "dependency-cruiser";
import { describe, expect, it } from "vitest";

const require = createRequire(import.meta.url);
const { forbidden, options } = require("../../.dependency-cruiser.cjs") as {
  forbidden: IForbiddenRuleType[];
  options: ICruiseOptions;
};

/** Of a planted tree; the project itself is cruised by `npm run check`. */
async function violations(folders: readonly string[], baseDir: string): Promise<readonly string[]> {
  // Without the project's tsconfig: relative paths need none.
  const { tsConfig: _, ...rest } = options;
  const result = await cruise(
    [...folders],
    { ...rest, baseDir, validate: true, ruleSet: { forbidden } },
    { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  );
  const { summary } = result.output as ICruiseResult;
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

/** One violation of each rule: importing file → imported file. */
const PLANTED: Readonly<Record<string, readonly [from: string, to: string]>> = {
  "core-knows-no-cloud": ["packages/core/src/wallet/a.ts", "node_modules/@aws-sdk/client-x/index.js"],
  "core-knows-no-glue": ["packages/core/src/wallet/a.ts", "packages/platform/src/endpoint.ts"],
  "core-depends-on-little": ["packages/core/src/wallet/a.ts", "node_modules/left-pad/index.js"],
  "kernel-knows-no-domain": ["packages/core/src/kernel/a.ts", "packages/core/src/wallet/index.ts"],
  "domain-by-its-door": ["packages/core/src/wallet/a.ts", "packages/core/src/auth/pin.ts"],
  "core-by-its-doors": ["packages/functions/src/wallet/a.ts", "packages/core/src/wallet/store.ts"],
  "table-knows-no-product": ["packages/table/src/a.ts", "packages/core/src/kernel/id.ts"],
  "gateways-serve-ports": ["packages/gateways/src/paystack/a.ts", "packages/table/src/index.ts"],
  "gateways-only-from-doors": ["packages/platform/src/a.ts", "packages/gateways/src/paystack/index.ts"],
  "platform-knows-no-door": ["packages/platform/src/a.ts", "packages/functions/src/wallet/b.ts"],
  "doors-are-thin": ["packages/functions/src/wallet/a.ts", "packages/table/src/index.ts"],
  "doors-stand-alone": ["packages/functions/src/wallet/a.ts", "packages/functions/src/wallet/b.ts"],
  "local-is-local": ["packages/functions/src/wallet/a.ts", "packages/local/src/index.ts"],
  "local-reads-templates": ["packages/local/src/a.ts", "packages/core/src/wallet/index.ts"],
  "client-stands-alone": ["packages/client/src/a.ts", "packages/core/src/kernel/id.ts"],
  "console-is-a-page": ["packages/console/src/a.ts", "packages/core/src/kernel/id.ts"],
  "console-by-http": ["packages/local/src/a.ts", "packages/console/src/main.ts"],
  "stacks-read-the-manifest": ["stacks/a.ts", "packages/core/src/kernel/id.ts"],
  "sst-in-stacks": ["packages/local/src/a.ts", "node_modules/aws-cdk-lib/index.js"],
  "no-sst-node": ["scripts/a.ts", "node_modules/sst/node/index.js"],
  "tests-stay-behind": ["packages/core/src/wallet/a.ts", "packages/core/src/wallet/people.testkit.ts"],
  declared: ["packages/gateways/src/sms/a.ts", "node_modules/left-pad/index.js"],
};

async function plant(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const base = mkdtempSync(path.join(tmpdir(), "cowry-architecture-"));
  try {
    for (const [file, text] of Object.entries({ "package.json": '{"name":"planted"}', ...files })) {
      mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
      writeFileSync(path.join(base, file), text);
    }
    const folders = [...new Set(Object.keys(files).map((file) => file.split("/")[0] ?? ""))];
    return await violations(
      folders.filter((folder) => folder !== "node_modules"),
      base,
    );
  } finally {
    rmSync(base, { recursive: true });
  }
}

function importing(from: string, to: string): string {
  if (to.startsWith("node_modules/")) return `import "${to.slice("node_modules/".length)}";\n`;
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return `import "${relative.startsWith(".") ? relative : `./${relative}`}";\n`;
}

describe("a planted violation", () => {
  it.each(Object.entries(PLANTED))("of %s is found", async (rule, [from, to]) => {
    const found = await plant({ [from]: importing(from, to), [to]: "export {};\n" });
    expect(found).toContain(`${rule}: ${from} → ${to}`);
  });

  it("of no-cycles is found", async () => {
    const [a, b] = ["packages/core/src/wallet/a.ts", "packages/core/src/wallet/b.ts"];
    expect(await plant({ [a]: importing(a, b), [b]: importing(b, a) })).toContain(`no-cycles: ${a} → ${b}`);
  });

  it("of resolves is found", async () => {
    const found = await plant({ "scripts/a.ts": 'import "./nowhere.ts";\n' });
    expect(found).toContain("resolves: scripts/a.ts → ./nowhere.ts");
  });

  it("exists for every rule", () => {
    const names = forbidden.map(({ name }) => name).sort();
    expect(names).toEqual([...Object.keys(PLANTED), "no-cycles", "resolves"].sort());
  });
});
