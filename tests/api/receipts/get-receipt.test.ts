import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { cloud, local, send } from "../../kit/cloud.ts";
import { expectStatus, people } from "../../kit/people.ts";

/** Runs the published program on what the doors answered: its lines, each of which says ok or NOT. */
async function checkAlone(answers: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "receipt-"));
  try {
    const files = Object.entries(answers).map(([name, answer]) => {
      const file = path.join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(answer));
      return file;
    });
    const run = promisify(execFile)(process.execPath, ["docs/verify-receipt.mjs", ...files]);
    const output = await run.then(
      ({ stdout }) => stdout,
      (failed: unknown) => String((failed as { stdout: unknown }).stdout),
    );
    return output.trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SIGNED = /^ok {3}signed with /;
const HASHED = /^ok {3}line \d+ hashes to /;
const OWN = /^ok {3}it is of wallet /;

/** The program told exactly this, line by line. */
function expectLines(told: readonly string[], wanted: readonly RegExp[]): void {
  expect(told, told.join("\n")).toEqual(wanted.map((line): unknown => expect.stringMatching(line)));
}

/** As anybody, without a token. */
const request = (method: string, route: string, body?: unknown) =>
  send(method, `${cloud().origin}${route.startsWith("/.") ? "" : "/api/v1"}${route}`, { body });

const tampered = (jws: string): string => {
  const [head = "", body = "", signature = ""] = jws.split(".");
  const claims = Buffer.from(body, "base64url").toString().replace('"amount":1200', '"amount":9200');
  return [head, Buffer.from(claims).toString("base64url"), signature].join(".");
};

describe("a receipt", () => {
  it("is checked by us, by anybody alone, and against what was published, and cannot be altered", async () => {
    const { amina, joseph, eve } = await people({ amina: { balance: 50_000 }, joseph: {}, eve: {} });
    const order = { to_user: joseph.userId, amount: 1_200, currency: "NGN", pin: amina.pin };
    const sent = await amina.post("/wallet/transfer", order);
    expectStatus(sent, 201);
    const route = `/wallet/transactions/${String(sent.body["transaction_id"])}/receipt`;
    const [hers, his, again] = [await amina.get(route), await joseph.get(route), await amina.get(route)];
    expectStatus(hers, 200);
    expect(again.body).toEqual(hers.body);
    expect(hers.body["transaction"]).toMatchObject({ type: "debit", amount: 1_200, counterparty: "Joseph B." });
    expect(his.body["transaction"]).toMatchObject({ type: "credit", amount: 1_200, counterparty: "Amina B." });
    const text = String(hers.body["receipt"]);
    const payload = Buffer.from(text.split(".")[1] ?? "", "base64url").toString();
    expect(payload).not.toMatch(/\b48800\b|balance/);
    expect((await eve.get(route)).body["code"]).toBe("transaction_not_found");

    const verify = async (receipt: string) => (await request("POST", "/receipts/verify", { receipt })).body;
    const { transaction, entry } = hers.body;
    expect(await verify(text)).toEqual({ valid: true, reason: null, transaction, entry, published: null });
    expect(await verify(tampered(text))).toMatchObject({ valid: false, reason: "signature", transaction: null });
    expect(await verify("a.b.c")).toMatchObject({ valid: false, reason: "malformed" });

    const keys = (await request("GET", "/.well-known/receipt-keys.json")).body;
    expectLines(await checkAlone({ receipt: hers.body, keys }), [SIGNED, HASHED, OWN]);
    const forged = { ...hers.body, opening: { ...(hers.body["opening"] as object), amount: "-9200" } };
    expectLines(await checkAlone({ receipt: forged, keys }), [SIGNED, /^NOT {2}line \d+ hashes to /, OWN]);

    await local.advance("P1D", ["receipts/publish-heads"]);
    // The first day that was published since the line was written; which that is depends on the hour.
    const { published } = await verify(text);
    const { day, root } = published as { day: string; root: string };
    const heads = (await request("GET", `/receipts/heads/${day}`)).body;
    const { wallet } = entry as { wallet: string };
    const head = (await request("GET", `/receipts/heads/${day}/${wallet}`)).body;
    expect(head).toMatchObject({ day, head: entry });
    expect(heads).toMatchObject({ day, root });
    const { seq } = entry as { seq: number };
    expect(await verify(text)).toMatchObject({ valid: true, published: { day, root, seq } });
    const ROOT = /^ok {3}the root of /;
    const WORD = /^ok {3}that root is signed with /;
    expectLines(await checkAlone({ receipt: hers.body, keys, heads, head }), [
      ...[SIGNED, HASHED, OWN, /^ok {3}its head at line \d+ is under the tree/, ROOT, WORD],
      /^ok {3}and that head is this very line$/,
    ]);
    const { head: shown } = head as { head: object };
    const rewritten = { ...head, head: { ...shown, hash: String(his.body["receipt"]).slice(0, 43) } };
    expectLines(await checkAlone({ receipt: hers.body, keys, heads, head: rewritten }), [
      ...[SIGNED, HASHED, OWN, /^NOT {2}its head at line \d+ is under the tree/, ROOT, WORD],
      /^NOT {2}and that head is this very line$/,
    ]);
    expect((await request("GET", "/receipts/heads/2020-01-01")).body["code"]).toBe("heads_not_published");
  });

  it("is refused while no money has moved", async () => {
    const { amina } = await people({ amina: {} });
    const wish = { amount: 20_000, currency: "NGN", payment_method: "card" };
    const { body } = await amina.post("/wallet/topup/initiate", wish);
    const answer = await amina.get(`/wallet/transactions/${String(body["transaction_id"])}/receipt`);
    expect([answer.status, answer.body["code"]]).toEqual([422, "receipt_not_ready"]);
  });
});

describe("GET /wallet/balance?at=", () => {
  it("is the balance as of that time, to the millisecond", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: {} });
    const spend = async (amount: number) => {
      await local.advance("PT1M");
      const sent = await amina.post("/wallet/transfer", {
        to_user: joseph.userId,
        amount,
        currency: "NGN",
        pin: amina.pin,
      });
      return (sent.body["transaction"] as { created_at: string }).created_at;
    };
    const [first, second] = [await spend(1_000), await spend(2_000)];
    await local.advance("PT1M");
    const at = async (time: string) => (await amina.get(`/wallet/balance?at=${time}`)).body;
    expect(await at(first)).toMatchObject({ balance: 49_000, available: null, reserved: null, as_of: first });
    expect(await at(new Date(Date.parse(first) - 1).toISOString())).toMatchObject({ balance: 50_000 });
    expect(await at(second)).toMatchObject({ balance: 47_000 });
    expect(await at("2020-01-01T00:00:00Z")).toMatchObject({ balance: 0 });
    expect(await at("2099-01-01T00:00:00Z")).toMatchObject({ balance: 47_000, available: 47_000 });
    expect((await amina.get("/wallet/balance?at=yesterday")).body["code"]).toBe("invalid_request");
  });
});
