import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bundle, type Bundle } from "../../stacks/bundles.ts";
import { readManifest } from "../../stacks/manifest.ts";

const KB = 1024;
/** Budgets in KB of the minified bundle, the hash's wasm apart (settled rule 38). */
const BUDGET = { "wallet/create-transfer": 450, other: 560 } as const;

describe("the doors' bundles", () => {
  let bundles: ReadonlyMap<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundle(readManifest().doors.map(({ file }) => file));
  });

  const sizeOf = (file: string) => statSync(path.join(bundles.get(file)?.dir ?? "", "index.mjs")).size / KB;

  it("stay within their budgets", () => {
    for (const { id, file } of readManifest().doors) {
      const budget = id === "wallet/create-transfer" ? BUDGET[id] : BUDGET.other;
      expect(Math.ceil(sizeOf(file)), id).toBeLessThanOrEqual(budget);
    }
  });

  it("carry the client of a service only where the door uses it", () => {
    for (const { id, file, uses } of readManifest().doors) {
      const code = readFileSync(path.join(bundles.get(file)?.dir ?? "", "index.mjs"), "utf8");
      const carries = (service: string) => code.includes(`com.amazonaws.${service}`);
      expect([id, carries("sns")]).toEqual([id, uses.sms === true]);
      expect([id, carries("sesv2")]).toEqual([id, uses.email === true]);
      expect([id, carries("eventbridge")]).toEqual([id, uses.events === true]);
      expect([id, carries("sfn")]).toEqual([id, uses.workflow !== undefined]);
      expect([id, carries("dynamodb")]).toEqual([id, uses.table !== undefined]);
    }
  });

  it("ship the hash's wasm beside the code that needs it, and nowhere else", () => {
    for (const { id, file } of readManifest().doors) {
      const dir = bundles.get(file)?.dir ?? "";
      const code = readFileSync(path.join(dir, "index.mjs"), "utf8");
      const wasm = path.join(dir, "node_modules/argon2-browser/dist/argon2-simd.wasm");
      expect(existsSync(wasm), id).toBe(code.includes("argon2-simd.wasm"));
      expect(globSync("**/*.wasm", { cwd: dir }).length, id).toBeLessThanOrEqual(1);
    }
  });

  it("are not built again when nothing changed", async () => {
    const files = readManifest().doors.map(({ file }) => file);
    const before = files.map((file) => statSync(path.join(bundles.get(file)?.dir ?? "", "index.mjs")).mtimeMs);
    await bundle(files);
    const after = files.map((file) => statSync(path.join(bundles.get(file)?.dir ?? "", "index.mjs")).mtimeMs);
    expect(after).toEqual(before);
  });
});
