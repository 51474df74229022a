import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cloud, local } from "../../kit/cloud.ts";
import { expectStatus, people, type Person } from "../../kit/people.ts";

/** A file as it is downloaded. */
async function download(of: Person, query: string) {
  const response = await fetch(`${cloud().origin}/api/v1/wallet/statement?${query}`, { headers: of.headers() });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    name: /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "",
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

interface Line {
  readonly at: string;
  readonly balance: number;
  readonly credit: number;
  readonly debit: number;
  readonly hash: string;
  readonly kind: string;
  readonly seq: number;
  readonly transaction_id: string;
}

describe("GET /wallet/statement", () => {
  it("has every line between the two balances, chained, as JSON, CSV and PDF", async () => {
    const { amina, joseph } = await people({ amina: { balance: 50_000 }, joseph: {} });
    const confirmation = await amina.confirmation();
    const pay = async (amount: number, note?: string) => {
      const order = { to_user: joseph.userId, amount, currency: "NGN", confirmation };
      const sent = await amina.post("/wallet/transfer", { ...order, ...(note === undefined ? {} : { note }) });
      expectStatus(sent, 201);
      return (sent.body["transaction"] as { created_at: string }).created_at;
    };
    await pay(1_000);
    await local.advance("PT1M");
    const from = await pay(2_000, "=2+5");
    await pay(3_000);
    await local.advance("PT1M");
    const last = await pay(4_000);

    const whole = await amina.get("/wallet/statement?from=2020-01-01T00:00:00Z");
    expect([whole.status, whole.body["code"]]).toEqual([422, "statement_too_long"]);
    const between = `from=${from}&to=${last}`;
    const answer = await amina.get(`/wallet/statement?${between}`);
    expectStatus(answer, 200);
    expect(answer.body).toMatchObject({
      holder: expect.stringContaining("Amina") as unknown,
      account_number: amina.phone.slice(-10),
      opening_balance: 49_000,
      total_credits: 0,
      total_debits: 5_000,
      closing_balance: 44_000,
    });
    const { lines, opening_hash } = answer.body as unknown as { lines: readonly Line[]; opening_hash: string };
    expect(lines.map(({ debit, balance }) => [debit, balance])).toEqual([
      [2_000, 47_000],
      [3_000, 44_000],
    ]);
    let before = opening_hash;
    for (const line of lines) {
      const amount = line.credit - line.debit;
      const covered = [before, amina.userId, "NGN", line.seq, Date.parse(line.at), line.transaction_id, line.kind];
      const parts = ["cowry/entry/1", ...covered, amount, line.balance].map(String);
      const hash = createHash("sha256").update(parts.map((part) => `${part.length}:${part}`).join(""));
      expect(hash.digest("base64url")).toBe(line.hash);
      before = line.hash;
    }

    const csv = await download(amina, `${between}&format=csv`);
    expect(csv).toMatchObject({ status: 200, type: "text/csv; charset=utf-8" });
    expect(csv.name).toMatch(/^statement-\d{10}-NGN-[\d-]+\.csv$/);
    expect(csv.bytes.toString()).toMatch(/,'=2\+5,.*\r\n.*,30\.00,,,440\.00\r\n.*closing_balance/);
    const pdf = await download(amina, `${between}&format=pdf`);
    expect(pdf).toMatchObject({ status: 200, type: "application/pdf" });
    expect(pdf.bytes.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.bytes.length).toBeGreaterThan(10_000);
  });

  it("is empty where nothing happened, and says what is wrong with a query", async () => {
    const { amina } = await people({ amina: {} });
    const { body } = await amina.get("/wallet/statement?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z");
    expect(body).toMatchObject({ opening_balance: 0, closing_balance: 0, lines: [], opening_hash: "" });
    for (const query of ["", "from=2026-02-31T00:00:00Z", "from=2026-01-01T00:00:00Z&format=xls"]) {
      expect((await amina.get(`/wallet/statement?${query}`)).body["code"]).toBe("invalid_request");
    }
  });
});
