import { describe, expect, it } from "vitest";
import { local } from "../../kit/cloud.ts";
import { expectStatus, people, settled } from "../../kit/people.ts";

const PATH = "/wallet/virtual-account/identification";

describe("POST /wallet/virtual-account/identification", () => {
  it("is decided by the provider's event: failed it may be tried again, and succeeded it stays", async () => {
    const { amina } = await people({ amina: {} });
    expect((await amina.get(PATH)).body).toMatchObject({ status: "none", asked_at: null });
    const proof = { account_number: "0111111111", bank_code: "007" };
    const asked = await amina.post(PATH, { ...proof, bvn: "00000000000" });
    expectStatus(asked, 202);
    expect(asked.body).toMatchObject({ status: "pending", failure: null });
    await local.advance("PT5S", []);
    await settled();
    expect((await amina.get(PATH)).body).toMatchObject({ status: "failed", failure: "details_differ" });
    expectStatus(await amina.post(PATH, { ...proof, bvn: "22222222222" }), 202);
    await local.advance("PT5S", []);
    await settled();
    expect((await amina.get(PATH)).body).toMatchObject({ status: "verified", failure: null, expected_by: null });
  });
});
