/**
 * node load/run.js: the same load without k6, from one process. An open loop: requests leave at their rate, whether those
 * before have been answered or not. Environment: load/README.md.
 */
import { readFileSync } from "node:fs";
import { chooser, kindOf, mixer, PATHS, RENEW_AFTER_MS, requestOf } from "./scenarios.js";

const { BASE_URL: base = "http://127.0.0.1:4000", PEOPLE: file = "load/people.json", MIX = "transfers" } = process.env;
const { PAYERS = "uniform", PAYEES = "zipf", RATE = "20", SECONDS = "30" } = process.env;
const [rate, seconds] = [Number(RATE), Number(SECONDS)];
const people = JSON.parse(readFileSync(file, "utf8"));
const [payers, payees, next] = [chooser(PAYERS, people.length), chooser(PAYEES, people.length), mixer(MIX)];

const signedIn = new Map();

async function post(path, body, headers = {}) {
  const response = await fetch(`${base}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

async function signIn({ phone, password, pin, device }) {
  const { access } = await post(PATHS.login, { phone, password }, { "x-device-id": device });
  const headers = { authorization: `Bearer ${access}`, "x-device-id": device };
  const { confirmation } = await post(PATHS.verifyPin, { pin }, headers);
  return { access, confirmation, device };
}

/** A promise that many may wait for: whoever needs somebody first signs them in. */
function personOf(index) {
  const known = signedIn.get(index);
  if (known !== undefined && Date.now() - known.at < RENEW_AFTER_MS) return known.person;
  const person = signIn(people[index]);
  signedIn.set(index, { person, at: Date.now() });
  return person;
}

const taken = [];
const counts = { served: 0, refused: 0, slowed: 0, failed: 0 };
const run = Date.now();

async function one(n) {
  const payer = payers();
  const drawn = payees();
  const payee = people[drawn === payer ? (drawn + 1) % people.length : drawn];
  const { method, path, headers, body } = requestOf(next(), await personOf(payer), payee, `load-${run}-${n}`);
  const began = performance.now();
  const status = await fetch(`${base}${path}`, { method, headers, body }).then(
    (response) => response.arrayBuffer().then(() => response.status),
    () => 0,
  );
  taken.push(performance.now() - began);
  counts[kindOf(status)] += 1;
}

// All of them before the clock starts, a few at a time: their PINs cost more than what is measured.
for (let first = 0; first < people.length; first += 4) {
  await Promise.all(people.slice(first, first + 4).map((_, offset) => personOf(first + offset)));
}
const began = performance.now();
const sent = [];
for (let n = 0; n < rate * seconds; n += 1) {
  const dueMs = (n * 1000) / rate - (performance.now() - began);
  if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
  sent.push(one(n));
}
await Promise.all(sent);
taken.sort((a, b) => a - b);
const part = (share) => Math.round(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]);
const result = {
  asked_per_second: rate,
  served_per_second: Math.round((counts.served * 1000) / (performance.now() - began)),
  ...counts,
  ms: { p50: part(0.5), p95: part(0.95), p99: part(0.99), max: Math.round(taken.at(-1)) },
};
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
