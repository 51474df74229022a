import { expect, it } from "vitest";
import { proveBooks } from "@cowry/local/books/index";
import { fault } from "../api/payouts/payouts.testkit.ts";
import { seeded } from "../invariants/seeded.ts";
import { cloud, paystack } from "../kit/cloud.ts";
import { onOwnCloud } from "../kit/own-cloud.ts";
import { expectStatus, people, type Person, settled, SUCCESS_CARD } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";

/** Webhooks at a rate, for a minute: every one is answered 200, and the books are the provider's to the kobo. */
const PER_SECOND = 10;
const SECONDS = 60;
const DUPLICATES = 0.05;
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");

const DELIVERIES = PER_SECOND * SECONDS;
const EVENTS = Math.round(DELIVERIES * (1 - DUPLICATES));
const AMOUNT = 10_000;
/** So many that none of them orders more pages than a person may at once. */
const NAMES = Array.from("abcdefghijklmnopqrst", (letter) => `payer${letter}`);

/** Pays so much on the checkout, of which no event has been delivered yet: the event's id. */
async function payQuietly(person: Person, key: string): Promise<string> {
  const order = { amount: AMOUNT, currency: "NGN", payment_method: "card" };
  const initiated = await person.post("/wallet/topup/initiate", order, { key });
  expectStatus(initiated, 201);
  const code = String(initiated.body["payment_url"]).split("/").pop() ?? "";
  expectStatus(await paystack.post(`/_sim/pay/${code}`, { card: SUCCESS_CARD }), 200);
  const { body } = await paystack.get(`/_sim/webhooks?reference=${String(initiated.body["reference"])}`);
  return String(body.items?.[0]?.["id"]);
}

interface Delivered {
  readonly status: unknown;
  readonly ms: number;
}

async function deliver(id: string): Promise<Delivered> {
  const began = performance.now();
  const { body } = await paystack.post(`/_sim/webhooks/${id}/resend`, {});
  return { status: (body["last"] as Record<string, unknown>)["status"], ms: performance.now() - began };
}

/** Every event once, and as many once more as the rate says, in no order. */
function orderOf(ids: readonly string[]): readonly string[] {
  const draw = seeded(SEED);
  const again = Array.from({ length: DELIVERIES - ids.length }, () => ids[draw(ids.length)] ?? "");
  return [...ids, ...again]
    .map((id) => ({ id, place: draw(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ id }) => id);
}

async function atTheRate(ids: readonly string[]): Promise<readonly Delivered[]> {
  const begin = performance.now();
  const under: Promise<Delivered>[] = [];
  for (const [index, id] of ids.entries()) {
    const waitMs = begin + (index * 1_000) / PER_SECOND - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    under.push(deliver(id));
  }
  return Promise.all(under);
}

async function prove(): Promise<void> {
  // One after the other: the first of them waits for functions that start cold.
  const payers: Person[] = [];
  for (const name of NAMES) payers.push(...Object.values(await people({ [name]: {} })));
  const finance = await staff("finance");
  await fault({
    do: "webhook_delay",
    ms: 30 * 86_400_000,
    on: { event: "charge.success", amount: AMOUNT },
    times: EVENTS,
  });
  const ids: string[] = [];
  for (let n = 0; n < EVENTS; n += payers.length) {
    const some = payers.slice(0, EVENTS - n);
    ids.push(...(await Promise.all(some.map((person, at) => payQuietly(person, `quiet-${n + at}`)))));
  }
  for (const person of payers) expect(await person.balance()).toBe(0);

  const began = performance.now();
  const delivered = await atTheRate(orderOf(ids));
  const seconds = (performance.now() - began) / 1_000;
  const times = delivered.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
  process.stdout.write(
    `${delivered.length} webhooks of ${EVENTS} events in ${seconds.toFixed(1)} s (${(delivered.length / seconds).toFixed(1)} ` +
      `a second), p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms, seed ${SEED}\n`,
  );
  expect(delivered.filter(({ status }) => status !== 200)).toEqual([]);
  // The last was sent a tenth of a second before the minute was over, and none waited in a row behind the others.
  expect(seconds).toBeLessThan(SECONDS + 5);

  await settled();
  const { problems, text } = await proveBooks({ origin: cloud().origin });
  expect(problems, text).toEqual([]);
  let sum = 0;
  for (const person of payers) {
    await person.signIn();
    sum += await person.balance();
  }
  expect(sum).toBe(EVENTS * AMOUNT);
  await finance.signIn();
  const float = await finance.get("/admin/float");
  expectStatus(float, 200);
  expect(float.body).toMatchObject({ unexplained: 0, is_proved: true, customer_liabilities: EVENTS * AMOUNT });
  const waiting = await finance.get("/admin/webhooks?state=waiting");
  expect(waiting.body.items).toEqual([]);
}

it(`${PER_SECOND} webhooks a second for ${SECONDS} s, ${DUPLICATES * 100} % twice, in no order, leave exact books`, async () => {
  await onOwnCloud(prove);
}, 900_000);
