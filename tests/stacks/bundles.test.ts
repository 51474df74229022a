import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { bundle, type Bundle } from "../../stacks/bundles.ts";
import { type Door, readManifest } from "../../stacks/manifest.ts";
import { WITHOUT_ENTRY } from "../contract/trail.ts";

const KB = 1024;
/** Budgets in KB of minified bundles, the hash's wasm and the fonts apart. */
const BUDGET = 300;
/** With the SDK's client of another service than the table: SNS, SES, Step Functions, EventBridge. */
const BUDGET_WITH_CLIENT = 420;
/** What every cold start of a payment loads. */
const BUDGET_OF_TRANSFER = 250;
const TRANSFER = "wallet/create-transfer";
/** Doors that carry a library which alone weighs more, and nothing beside it that others do not have. */
const HEAVY: readonly { readonly reason: string; readonly budget: number; readonly doors: readonly string[] }[] = [
  {
    reason: "WebAuthn's attestation formats: ASN.1, CBOR and X.509",
    budget: 580,
    doors: [
      "mfa/add-passkey",
      "mfa/invite-passkey",
      "mfa/sign-in-by-passkey",
      "mfa/step-up",
      "mfa/verify-second-factor",
    ],
  },
  { reason: "SNS and SES: a code by either", budget: 480, doors: ["auth/request-otp"] },
  { reason: "PDF with embedded fonts", budget: 1_150, doors: ["statements/get-statement"] },
];

function usualBudget({ id, uses }: Door): number {
  if (id === TRANSFER) return BUDGET_OF_TRANSFER;
  const calls = uses.sms ?? uses.email ?? uses.events ?? uses.workflow;
  return calls === undefined ? BUDGET : BUDGET_WITH_CLIENT;
}

/** Of `auditEntry`, and of nothing else: a bundle without it cannot leave an entry. */
const OF_THE_TRAIL = " names a domain and what happened";

describe("the doors' bundles", () => {
  let bundles: ReadonlyMap<string, Bundle>;
  beforeAll(async () => {
    bundles = await bundle(readManifest().doors.map(({ file }) => file));
  });

  const sizeOf = (file: string) => statSync(path.join(bundles.get(file)?.dir ?? "", "index.mjs")).size / KB;

  it("stay within their budgets", () => {
    for (const door of readManifest().doors) {
      const budget = HEAVY.find(({ doors }) => doors.includes(door.id))?.budget ?? usualBudget(door);
      expect(Math.ceil(sizeOf(door.file)), door.id).toBeLessThanOrEqual(budget);
    }
  });

  it("weigh more only where a library does", () => {
    const heavy = new Set(HEAVY.flatMap(({ doors }) => doors));
    const found = readManifest().doors.filter(({ id }) => heavy.has(id));
    expect(found).toHaveLength(heavy.size);
    for (const door of found) {
      expect(sizeOf(door.file), `${door.id} fits the usual budget now`).toBeGreaterThan(usualBudget(door));
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

  it("carry the audit trail wherever something is changed, but for the doors that tests/contract/trail.ts gives a reason for", () => {
    const changing = readManifest().doors.filter(({ routes = [] }) =>
      routes.some((route) => !route.startsWith("GET ")),
    );
    const without = changing.filter(({ file }) => {
      const code = readFileSync(path.join(bundles.get(file)?.dir ?? "", "index.mjs"), "utf8");
      return !code.includes(OF_THE_TRAIL);
    });
    expect(changing.length).toBeGreaterThan(100);
    expect(without.map(({ id }) => id).sort()).toEqual([...WITHOUT_ENTRY.keys()].sort());
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
