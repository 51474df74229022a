import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { expectStatus, people } from "../../kit/people.ts";

describe("GET /.well-known/jwks.json", () => {
  it("lets anybody check an access token, and shows no private part", async () => {
    const { amina } = await people({ amina: {} });
    const answer = await amina.get("/.well-known/jwks.json");
    expectStatus(answer, 200);
    expect(JSON.stringify(answer.body)).not.toContain('"d"');
    expect(answer.headers.get("cache-control")).toContain("max-age");
    const keys = createLocalJWKSet(answer.body as unknown as Parameters<typeof createLocalJWKSet>[0]);
    const { payload, protectedHeader } = await jwtVerify(amina.access, keys, { typ: "at+jwt", algorithms: ["EdDSA"] });
    expect(payload.sub).toBe(amina.userId);
    expect(protectedHeader.kid).toBeTypeOf("string");
  });
});
