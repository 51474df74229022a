import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";
import { ACCOUNT, BANK, fault } from "./payouts.testkit.ts";

describe("POST /wallet/resolve-account", () => {
  it("tells the holder's name", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await amina.post("/wallet/resolve-account", { account_number: ACCOUNT.paid, bank_code: BANK });
    expectStatus(answer, 200);
    expect(answer.body["account_name"]).toMatch(/^[A-Z]+ [A-Z]+ [A-Z]+$/);
  });

  it("says when there is no such account or bank, and when the provider did not answer", async () => {
    const { amina } = await people({ amina: {} });
    const ask = async (account_number: string, bank_code: string = BANK) => {
      const { status, body } = await amina.post("/wallet/resolve-account", { account_number, bank_code });
      return [status, body["code"]];
    };
    expect(await ask(ACCOUNT.nameless)).toEqual([422, "account_not_resolved"]);
    expect(await ask(ACCOUNT.paid, "999")).toEqual([422, "bank_unknown"]);
    expect(await ask("123")).toEqual([400, "invalid_request"]);
    await fault({ do: "error", on: { operation: "resolve" }, times: 3 });
    expect(await ask("0123459999")).toEqual([503, "unavailable"]);
    await fault({ clear: true });
  });
});
