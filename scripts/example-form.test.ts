import { describe, expect, it } from "vitest";
import { exampleOf, mostTelling } from "./example-form.ts";

const answer = {
  id: "01a2b3c4-d5e6-7f80-9123-456789abcdef",
  reference: "cw-01a2b3c4d5e67f809123456789abcdef",
  created_at: "2026-11-22T00:12:44.812Z",
  expires_at: "2026-11-22T00:27:44.812Z",
  access: "eyJhbGciOiJFZERTQSIsImtpZCI6ImxvY2FsMSJ9.eyJzdWIiOiIwMTkwIn0.Zm9vYmFy",
  refresh: "cwr_Zk3vQ9xJp0aB7cD-eF1gH2iJ3kL4mN5oP6qR7sT8uV",
  secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  payment_url: "http://127.0.0.1:40123/checkout/k3vQ9xJp0aB7cDeF1",
  phone: "+2348035551234",
  ip: "10.201.67.112",
  recovery_codes: ["ANSSE-6ZHQM", "W2YXM-55AVY"],
  userVerification: "required",
  name: "Amina Bello",
  status: "awaiting_confirmation",
  items: [{ id: "01a2b3c4-d5e6-7f80-9123-456789abcdef" }, { id: "11a2b3c4-d5e6-7f80-9123-456789abcdef" }, {}],
};
const example = exampleOf(answer) as typeof answer;

describe("an example", () => {
  it("has nothing of the run in it: no key, no token, no id, no address", () => {
    const text = JSON.stringify(example);
    const own = [answer.id, answer.access, answer.refresh.slice(4), answer.secret, answer.hash, "40123", answer.phone];
    own.push(answer.ip, ...answer.recovery_codes, "6ZHQM");
    expect(own.filter((each) => text.includes(each))).toEqual([]);
  });

  it("keeps words, prefixes, lengths and the distances between times, and says the same of the same thing", () => {
    expect(example).toMatchObject({
      name: "Amina Bello",
      status: "awaiting_confirmation",
      userVerification: "required",
    });
    expect([example.refresh.slice(0, 4), example.refresh.length, example.hash.length]).toEqual(["cwr_", 46, 64]);
    expect([example.created_at, example.expires_at]).toEqual(["2026-01-15T09:30:00.000Z", "2026-01-15T09:45:00.000Z"]);
    expect(example.items.map(({ id }) => id)).toEqual([example.id, "0190c0de-0000-7000-8000-000000000003"]);
  });

  it("is its own example", () => expect(exampleOf(example)).toEqual(example));

  it("is the answer that tells most, whichever came first", () => {
    const answers = [{ items: [] }, { items: [{ a: 1, b: null }] }, { items: [{ a: 1, b: 2 }] }, {}];
    expect(mostTelling(answers)).toEqual({ items: [{ a: 1, b: 2 }] });
    expect(mostTelling(answers.toReversed())).toEqual({ items: [{ a: 1, b: 2 }] });
  });
});
