import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import process, { argv } from "node:process";
import { fileURLToPath } from "node:url";

/**
 * Cuts libphonenumber's mobile numbering plans to the countries below, for `packages/core/src/kernel/phone.ts`:
 * 3 KB in a bundle instead of 90. `node scripts/phone-metadata.ts` writes the file, `--check` only compares.
 */

/** Every country a stage can be configured for. A stage serves those in its COUNTRIES setting. */
export const COUNTRIES = ["NG", "GH", "KE", "ZA", "RW", "UG", "TZ", "CI", "SN"] as const;

export const METADATA_FILE = fileURLToPath(new URL("../packages/core/src/kernel/phone-metadata.json", import.meta.url));

interface Metadata {
  readonly version: number;
  readonly country_calling_codes: Readonly<Record<string, readonly string[]>>;
  readonly countries: Readonly<Record<string, unknown>>;
  readonly nonGeographic: Readonly<Record<string, unknown>>;
}

/** The cut metadata as the file's text. */
export function cutMetadata(): string {
  const whole = createRequire(import.meta.url)("libphonenumber-js/metadata.mobile.json") as Metadata;
  const kept: readonly string[] = COUNTRIES;
  const codes = Object.entries(whole.country_calling_codes)
    .map(([code, countries]) => [code, countries.filter((country) => kept.includes(country))] as const)
    .filter(([, countries]) => countries.length > 0);
  const cut: Metadata = {
    version: whole.version,
    country_calling_codes: Object.fromEntries(codes),
    countries: Object.fromEntries(kept.map((country) => [country, whole.countries[country]])),
    nonGeographic: {},
  };
  return `${JSON.stringify(cut)}\n`;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  if (!argv.includes("--check")) writeFileSync(METADATA_FILE, cutMetadata());
  else if (readFileSync(METADATA_FILE, "utf8") !== cutMetadata()) {
    process.stderr.write("phone-metadata.json is stale: run node scripts/phone-metadata.ts\n");
    process.exitCode = 1;
  }
}
