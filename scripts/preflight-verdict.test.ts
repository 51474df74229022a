import { spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { SECRET_NAMES, type SecretName } from "@cowry/core/kernel";
import { describe, expect, it } from "vitest";
import { STAGE_SETTINGS } from "./configuration.ts";
import { type Facts, findingsBefore, findingsInSecrets, type Secrets } from "./preflight-verdict.ts";

const PROD = {
  COWRY_TOKEN_ISSUER: "https://api.purse.ng",
  COWRY_ALARM_EMAIL: "alarms@purse.ng",
  COWRY_EMAIL_FROM: "no-reply@purse.ng",
  COWRY_COMMIT: "0123456789abcdef0123456789abcdef01234567",
  COWRY_STAFF_IPS: "102.89.0.0/16",
  COWRY_SMS_SENDER_ID: "Purse",
  COWRY_PAYER_EMAIL_DOMAIN: "payers.purse.ng",
  COWRY_CALLBACK_ORIGINS: "https://app.purse.ng",
  COWRY_PASSKEY_DOMAIN: "purse.ng",
  COWRY_PASSKEY_ORIGINS: "https://app.purse.ng,android:apk-key-hash:abc",
};
const facts = (change: Partial<Facts> = {}): Facts => ({
  stage: "prod",
  environment: PROD,
  region: "eu-west-1",
  account: "123456789012",
  nodeVersion: "v24.21.0",
  ...change,
});
const namesIn = (change: Partial<Facts>) => findingsBefore(facts(change)).map(({ name }) => name);

describe("a stage's settings", () => {
  it("that are right may be deployed; dev needs none of its own", () => {
    expect(findingsBefore(facts())).toEqual([]);
    expect(findingsBefore(facts({ stage: "dev", environment: {}, region: undefined, account: undefined }))).toEqual([]);
  });

  it("are all missed at once where money is, and none passes for being the example's", () => {
    expect(namesIn({ environment: {} })).toEqual(Object.keys(PROD));
    const example = Object.fromEntries(STAGE_SETTINGS.map(({ name, fallback }) => [name, fallback]));
    expect(new Set(namesIn({ environment: example }))).toEqual(
      new Set(Object.keys(PROD).filter((name) => name !== "COWRY_SMS_SENDER_ID")),
    );
  });

  it.each([
    ["a misspelt name", { COWRY_STAF_IPS: "1.2.3.4" }, "COWRY_STAF_IPS"],
    ["an issuer without TLS", { COWRY_TOKEN_ISSUER: "http://api.purse.ng" }, "COWRY_TOKEN_ISSUER"],
    ["networks that are none", { COWRY_STAFF_IPS: "102.89.0.0/99" }, "COWRY_STAFF_IPS"],
    ["staff from anywhere", { COWRY_STAFF_IPS: "0.0.0.0/0" }, "COWRY_STAFF_IPS"],
    ["any origin", { COWRY_CORS_ORIGINS: "*" }, "COWRY_CORS_ORIGINS"],
    ["this machine's origin", { COWRY_CORS_ORIGINS: "http://localhost:3000" }, "COWRY_CORS_ORIGINS"],
    ["a sender id with a space", { COWRY_SMS_SENDER_ID: "My Purse" }, "COWRY_SMS_SENDER_ID"],
    ["passkeys of another domain", { COWRY_PASSKEY_ORIGINS: "https://purse.com" }, "COWRY_PASSKEY_ORIGINS"],
    ["a commit that is none", { COWRY_COMMIT: "local" }, "COWRY_COMMIT"],
    ["another Paystack", { COWRY_PAYSTACK_URL: "https://paystack.purse.ng" }, "COWRY_PAYSTACK_URL"],
    ["a zone that is none", { COWRY_HOME_ZONE: "Africa/Nowhere" }, "COWRY_HOME_ZONE"],
  ] as const)("with %s are refused, by name", (_, change, name) => {
    expect(namesIn({ environment: { ...PROD, ...change } })).toEqual([name]);
  });

  it("come with a region, an account and a Node that can be", () => {
    expect(namesIn({ region: "nigeria", account: "000000000000", nodeVersion: "v20.1.0", stage: "Prod" })).toEqual([
      "--stage",
      "AWS_REGION",
      "--account",
      "Node",
    ]);
  });
});

describe("a stage's secrets", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const ring = (key: string) => JSON.stringify({ current: "k1", keys: { k1: key } });
  const special: Partial<Record<SecretName, string>> = {
    TOKEN_PRIVATE_KEYS: JSON.stringify(privateKey.export({ format: "jwk" })),
    TOKEN_PUBLIC_KEYS: JSON.stringify(publicKey.export({ format: "jwk" })),
    PAYSTACK_KEYS: `sk_live_${"x".repeat(40)}`,
  };
  const own = (name: SecretName) => ring(special[name] ?? randomBytes(32).toString("base64url"));
  const good = Object.fromEntries(SECRET_NAMES.map((name) => [name, own(name)])) as Secrets;
  const troubles = (change: Partial<Secrets>, stage = "prod", providers = ["sns"]) =>
    findingsInSecrets(stage, { ...good, ...change }, providers);

  it("that are right are found right", () => expect(troubles({})).toEqual([]));

  it("are all missed at once", () => {
    const none = Object.fromEntries(SECRET_NAMES.map((name) => [name, undefined])) as Secrets;
    expect(findingsInSecrets("prod", none, ["sns"]).map(({ name }) => name)).toEqual([...SECRET_NAMES]);
  });

  it("have a live key of Paystack's on prod and a test key elsewhere", () => {
    expect(troubles({ PAYSTACK_KEYS: ring("sk_test_x") })).toHaveLength(1);
    expect(troubles({}, "staging")).toHaveLength(1);
    expect(troubles({ PAYSTACK_KEYS: ring("sk_test_x") }, "staging")).toEqual([]);
  });

  const hidden = "hunter2-hunter2";
  it.each([
    ["no ring", { LOOKUP_KEYS: hidden }, "LOOKUP_KEYS"],
    ["a ring without its current key", { OTP_KEYS: `{"current":"b","keys":{"a":"${hidden}"}}` }, "OTP_KEYS"],
    ["a short key", { FIELD_KEYS: ring(hidden) }, "FIELD_KEYS"],
    ["a public key that is private", { TOKEN_PUBLIC_KEYS: good.TOKEN_PRIVATE_KEYS }, "TOKEN_PUBLIC_KEYS"],
    ["no JWK", { TOKEN_PRIVATE_KEYS: ring(hidden) }, "TOKEN_PRIVATE_KEYS"],
    [
      "a public half that is not there",
      { TOKEN_PUBLIC_KEYS: good.TOKEN_PUBLIC_KEYS?.replaceAll("k1", "k2") },
      "TOKEN_PUBLIC_KEYS",
    ],
  ] as const)("that are %s are told by name, and never shown", (_, change, name) => {
    const found = troubles(change);
    expect(found.map((finding) => finding.name)).toEqual([name]);
    expect(JSON.stringify(found)).not.toContain(hidden);
  });

  it("have Termii's key where Termii sends", () => {
    expect(troubles({ SMS_KEYS: ring("x") }, "prod", ["sns", "termii"]).map(({ name }) => name)).toEqual(["SMS_KEYS"]);
    expect(troubles({ SMS_KEYS: ring("x") })).toEqual([]);
  });

  it("are right as docs/deploy.md makes them", () => {
    const page = readFileSync(new URL("../docs/deploy.md", import.meta.url), "utf8");
    const [, program = ""] = /<<'JS'\n([^]*?)\nJS\n/.exec(page) ?? [];
    const { stdout } = spawnSync(process.execPath, ["-"], { input: program, encoding: "utf8" });
    const made = parseEnv(stdout) as unknown as Secrets;
    expect(findingsInSecrets("prod", made, ["sns"])).toEqual([]);
    expect(Object.keys(made).sort()).toEqual([...SECRET_NAMES].sort());
  });
});
