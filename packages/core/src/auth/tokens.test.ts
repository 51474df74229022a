import { createPublicKey, generateKeyPairSync, type JsonWebKey as NodeJsonWebKey } from "node:crypto";
import { importJWK, type JWK, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { currentKey, keyRing, MINUTE, newId, setKeyRing, setSettings, settings, subkey } from "../kernel/index.ts";
import { issueAccessToken, issueTempToken } from "./issue.ts";
import { useTestSecrets, useTestSigningKey } from "./secrets.testkit.ts";
import { TEMP_TYPE, verifyAccessToken, verifyTempToken } from "./tokens.ts";

const claims = { userId: newId(), sessionId: newId(), epoch: 3, roles: ["rider"], clientId: "cowry-app" } as const;
const newcomer = { phone: "+2348031234567", role: "driver", tokenId: newId() } as const;
const refused = { code: "unauthenticated" };

function partsOf(token: string): [header: string, payload: string, signature: string] {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, payload, signature];
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
}

beforeEach(useTestSecrets);
afterEach(() => void vi.useRealTimers());

describe("access token", () => {
  it("gives back whom it was made for, and nothing else", async () => {
    expect(await verifyAccessToken(await issueAccessToken(claims))).toEqual(claims);
  });

  it("carries what RFC 9068 asks for", async () => {
    const [header, payload] = partsOf(await issueAccessToken(claims));
    expect(decoded(header)).toEqual({ alg: "EdDSA", typ: "at+jwt", kid: "s1" });
    expect(decoded(payload)).toMatchObject({
      iss: "https://cowry.test",
      aud: "cowry-api",
      sub: claims.userId,
      sid: claims.sessionId,
      client_id: "cowry-app",
      roles: ["rider"],
      ep: 3,
      jti: expect.any(String) as unknown,
      iat: expect.any(Number) as unknown,
      exp: expect.any(Number) as unknown,
    });
  });

  it("ends after 15 minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const token = await issueAccessToken(claims);
    vi.setSystemTime(Date.now() + 15 * MINUTE - 2_000);
    await expect(verifyAccessToken(token)).resolves.toEqual(claims);
    vi.setSystemTime(Date.now() + 3_000);
    await expect(verifyAccessToken(token)).rejects.toMatchObject(refused);
  });

  it("is refused when one character of any part was changed", async () => {
    const parts = partsOf(await issueAccessToken(claims));
    for (const index of [0, 1, 2] as const) {
      const changed = parts.map((part, at) => (at === index ? flip(part) : part)).join(".");
      await expect(verifyAccessToken(changed)).rejects.toMatchObject(refused);
    }
  });

  it("is refused for another audience or from another issuer", async () => {
    const token = await issueAccessToken(claims);
    const mine = settings();
    setSettings({ ...mine, tokenAudience: "another-api" });
    await expect(verifyAccessToken(token)).rejects.toMatchObject(refused);
    setSettings({ ...mine, tokenIssuer: "https://another.test" });
    await expect(verifyAccessToken(token)).rejects.toMatchObject(refused);
  });

  it("is refused when it is unsigned, or signed with the public key as if that were a shared secret", async () => {
    const [, payload] = partsOf(await issueAccessToken(claims));
    const bare = new UnsecuredJWT(decoded(payload)).encode();
    await expect(verifyAccessToken(bare)).rejects.toMatchObject(refused);

    const { current, keys } = keyRing("TOKEN_PUBLIC_KEYS");
    const jwk = JSON.parse(keys[current] ?? "") as NodeJsonWebKey;
    const spki = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
    const confused = await new SignJWT(decoded(payload))
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: current })
      .sign(Buffer.from(spki));
    await expect(verifyAccessToken(confused)).rejects.toMatchObject(refused);
  });

  it("is refused with another algorithm, type, kid or age, or keys of its own, though its signature is right", async () => {
    const { current, keys } = keyRing("TOKEN_PRIVATE_KEYS");
    const key = await importJWK(JSON.parse(keys[current] ?? "") as JWK, "EdDSA");
    const [, part] = partsOf(await issueAccessToken(claims));
    const payload = decoded(part);
    const seconds = Math.floor(Date.now() / 1_000);
    const sign = (header: object, changed: object = {}) =>
      new SignJWT({ ...payload, ...changed })
        .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: current, ...header })
        .sign(key);
    await expect(verifyAccessToken(await sign({}))).resolves.toEqual(claims);

    const own = generateKeyPairSync("ed25519");
    const jwk = own.publicKey.export({ format: "jwk" });
    const forged = (header: object) =>
      new SignJWT(payload)
        .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: current, ...header })
        .sign(own.privateKey);
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const foreign = (alg: string, privateKey: typeof ec.privateKey) =>
      new SignJWT(payload).setProtectedHeader({ alg, typ: "at+jwt", kid: current }).sign(privateKey);
    const attacks: Readonly<Record<string, Promise<string>>> = {
      "typ JWT": sign({ typ: "JWT" }),
      "no typ": sign({ typ: undefined }),
      "no kid": sign({ kid: undefined }),
      "a foreign kid": sign({ kid: "s9" }),
      "a kid of the prototype": sign({ kid: "constructor" }),
      "not valid yet": sign({}, { nbf: seconds + 600 }),
      expired: sign({}, { exp: seconds - 1 }),
      "no expiry": sign({}, { exp: undefined }),
      "an audience of others": sign({}, { aud: ["another-api"] }),
      "no subject": sign({}, { sub: undefined }),
      "its own jwk": forged({ jwk }),
      "its own jku": forged({ jku: "https://evil.example/jwks.json" }),
      "its own x5u": forged({ x5u: "https://evil.example/chain.pem" }),
      "another's key": forged({}),
      RS256: foreign("RS256", rsa.privateKey),
      PS256: foreign("PS256", rsa.privateKey),
      ES256: foreign("ES256", ec.privateKey),
    };
    for (const [attack, token] of Object.entries(attacks)) {
      await expect(verifyAccessToken(await token), attack).rejects.toMatchObject(refused);
    }
  });

  it("stays valid while its key is in the ring, and ends when the key is retired", async () => {
    const token = await issueAccessToken(claims);
    const old = keyRing("TOKEN_PUBLIC_KEYS");
    useTestSigningKey("s2");
    await expect(verifyAccessToken(token)).rejects.toMatchObject(refused);
    const fresh = keyRing("TOKEN_PUBLIC_KEYS");
    setKeyRing("TOKEN_PUBLIC_KEYS", { current: "s2", keys: { ...old.keys, ...fresh.keys } });
    await expect(verifyAccessToken(token)).resolves.toEqual(claims);
  });

  it("drops roles that this version does not know", async () => {
    const token = await issueAccessToken({ ...claims, roles: ["rider", "emperor"] as never });
    expect((await verifyAccessToken(token)).roles).toEqual(["rider"]);
  });

  it.each(["", "a", "a.b.c", "..", "null", "e30.e30.e30"])("refuses %j without a word about why", async (text) => {
    await expect(verifyAccessToken(text)).rejects.toMatchObject(refused);
  });
});

describe("temp token", () => {
  it("gives back the phone that was proved", async () => {
    expect(await verifyTempToken(await issueTempToken(newcomer))).toEqual(newcomer);
  });

  it("shows the phone to nobody", async () => {
    const [, payload] = partsOf(await issueTempToken(newcomer));
    expect(JSON.stringify(decoded(payload))).not.toContain("8031234567");
  });

  it("is no access token, and an access token is no temp token", async () => {
    await expect(verifyAccessToken(await issueTempToken(newcomer))).rejects.toMatchObject(refused);
    await expect(verifyTempToken(await issueAccessToken(claims))).rejects.toMatchObject(refused);
  });

  it("is refused when its sealed phone comes from another token", async () => {
    const key = currentKey("SESSION_KEYS");
    const [, other] = partsOf(await issueTempToken(newcomer));
    const token = await new SignJWT({ ...decoded(other), jti: newId() })
      .setProtectedHeader({ alg: "HS256", typ: TEMP_TYPE, kid: key.id })
      .sign(subkey(key, TEMP_TYPE));
    await expect(verifyTempToken(token)).rejects.toMatchObject(refused);
  });

  it("ends after 15 minutes", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const token = await issueTempToken(newcomer);
    vi.setSystemTime(Date.now() + 15 * MINUTE + 1_000);
    await expect(verifyTempToken(token)).rejects.toMatchObject(refused);
  });
});

function flip(part: string): string {
  const first = part.startsWith("A") ? "B" : "A";
  return `${first}${part.slice(1)}`;
}
