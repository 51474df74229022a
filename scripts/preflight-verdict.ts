import { SECRET_NAMES, type SecretName } from "@cowry/core/kernel";
import { areNetworks } from "@cowry/platform/staff-networks";
import { keepsMoney, StageEnvironment } from "../stacks/stage.ts";

/** What would go wrong with a deployment, from its settings alone: nothing is asked of anybody. */

export interface Finding {
  /** The variable, the secret or the part that it is about. */
  readonly name: string;
  readonly says: string;
}

export interface Facts {
  readonly stage: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly region: string | undefined;
  /** The account that is meant, where it was said. */
  readonly account: string | undefined;
  readonly nodeVersion: string;
}

/** No default can be right for these where people's money is. */
const OWN_CHOICES = [
  "COWRY_TOKEN_ISSUER",
  "COWRY_ALARM_EMAIL",
  "COWRY_EMAIL_FROM",
  "COWRY_COMMIT",
  "COWRY_STAFF_IPS",
  "COWRY_SMS_SENDER_ID",
  "COWRY_PAYER_EMAIL_DOMAIN",
  "COWRY_CALLBACK_ORIGINS",
  "COWRY_PASSKEY_DOMAIN",
  "COWRY_PASSKEY_ORIGINS",
] as const;

/** Commands of this repository read these; no deployment does. */
const NOT_OF_A_STAGE = /^COWRY_(PORT|DATA_DIR|SEED|PATH|HISTORIES|OPERATIONS|RECONCILED|SENDERS|WALLETS|RECORD)$/;
/** Lambda's Node (`nodejs24.x`), which the bundles are made for. */
const NODE_MAJOR = "24";
const PAYSTACK = "https://api.paystack.co";
/** Reserved names that nobody can own (RFC 2606), and this machine. */
const NOBODYS = /\.(example|invalid|test)\b|\bexample\.(com|org|net)\b|\blocalhost\b|\b127\.0\.0\.1\b/;
const EVERYWHERE = /\/0$/;

const listOf = (text: string | undefined) => (text ?? "").split(",").filter((part) => part !== "");

/** Everything at once, in the order of the variables; empty when a deployment may begin. */
export function findingsBefore(facts: Facts): readonly Finding[] {
  const kept = keepsMoney(facts.stage);
  return [
    ...surroundings(facts, kept),
    ...unknownNames(facts.environment),
    ...malformed(facts.environment),
    ...(kept ? beforeMoney(facts.environment) : []),
    ...passkeys(facts.environment, kept),
  ];
}

function* surroundings({ stage, region, account, nodeVersion }: Facts, kept: boolean): Generator<Finding> {
  if (!/^[a-z][a-z0-9-]{0,15}$/.test(stage)) {
    yield { name: "--stage", says: `${stage} is no name of a stage: a-z, 0-9 and -, at most 16` };
  }
  if (region === undefined && kept) yield { name: "AWS_REGION", says: "is not set; eu-west-1 would be taken" };
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+){1,2}-\d$/.test(region)) {
    yield { name: "AWS_REGION", says: `${region} is no region` };
  }
  if (account !== undefined && (!/^\d{12}$/.test(account) || /^0+$/.test(account))) {
    yield { name: "--account", says: `${account} is no account: twelve digits` };
  }
  const [major = ""] = nodeVersion.replace(/^v/, "").split(".");
  if (major !== NODE_MAJOR) yield { name: "Node", says: `is ${nodeVersion}; the bundles are made for ${NODE_MAJOR}` };
}

/** A name that is misspelt leaves the default in force, and nobody hears of it. */
function unknownNames(environment: Facts["environment"]): readonly Finding[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith("COWRY_") && !NOT_OF_A_STAGE.test(name) && !(name in StageEnvironment.shape))
    .sort()
    .map((name) => ({ name, says: "is no setting of a stage: misspelt?" }));
}

function malformed(environment: Facts["environment"]): readonly Finding[] {
  const given = Object.fromEntries(Object.entries(environment).filter(([name]) => name in StageEnvironment.shape));
  const wrong = StageEnvironment.safeParse(given).error?.issues ?? [];
  const networks = areNetworks(listOf(given["COWRY_STAFF_IPS"]))
    ? []
    : [{ name: "COWRY_STAFF_IPS", says: "is no list of networks, like 102.89.0.0/16,2001:db8::/32" }];
  return [...wrong.map(({ path, message }) => ({ name: String(path[0]), says: message })), ...networks];
}

function* beforeMoney(environment: Facts["environment"]): Generator<Finding> {
  for (const name of OWN_CHOICES) {
    const about = StageEnvironment.shape[name].description ?? "";
    if ((environment[name] ?? "") === "") yield { name, says: `is not set. ${about}` };
  }
  if (environment["COWRY_COMMIT"] === "local") yield { name: "COWRY_COMMIT", says: "is local: git rev-parse HEAD" };
  for (const name of Object.keys(StageEnvironment.shape)) {
    const value = environment[name] ?? "";
    if (NOBODYS.test(value)) yield { name, says: `${value} is nobody's, or this machine's` };
  }
  if (listOf(environment["COWRY_STAFF_IPS"]).some((network) => EVERYWHERE.test(network))) {
    yield { name: "COWRY_STAFF_IPS", says: "lets staff in from anywhere" };
  }
  const paystack = environment["COWRY_PAYSTACK_URL"] ?? PAYSTACK;
  if (paystack !== PAYSTACK) yield { name: "COWRY_PAYSTACK_URL", says: `${paystack} is not Paystack` };
  const zone = environment["COWRY_HOME_ZONE"];
  if (zone !== undefined && !isZone(zone)) yield { name: "COWRY_HOME_ZONE", says: `${zone} is no IANA zone` };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** A browser refuses a passkey whose domain is not the page's or above it. */
function* passkeys(environment: Facts["environment"], kept: boolean): Generator<Finding> {
  const domain = environment["COWRY_PASSKEY_DOMAIN"];
  if (domain === undefined) return;
  for (const origin of listOf(environment["COWRY_PASSKEY_ORIGINS"])) {
    const [, scheme = "", host = ""] = /^(https?):\/\/([^/:]+)/.exec(origin) ?? [];
    if (scheme === "") continue;
    if (host !== domain && !host.endsWith(`.${domain}`)) {
      yield { name: "COWRY_PASSKEY_ORIGINS", says: `${origin} is not at ${domain}: its passkeys would not work` };
    }
    if (kept && scheme !== "https") yield { name: "COWRY_PASSKEY_ORIGINS", says: `${origin} is not https` };
  }
}

/** Values by name; what is not there is undefined. Nothing of a value is ever said. */
export type Secrets = Readonly<Record<SecretName, string | undefined>>;

/** What is wrong with the secrets of a stage. */
export function findingsInSecrets(stage: string, secrets: Secrets, providers: readonly string[]): readonly Finding[] {
  const found = SECRET_NAMES.flatMap((name) => {
    const says = ringTrouble(name, secrets[name], stage, providers);
    return says === undefined ? [] : [{ name, says }];
  });
  return [...found, ...unmatchedTokens(secrets)];
}

interface Ring {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
}

function ringOf(text: string | undefined): Ring | undefined {
  try {
    const { current, keys } = JSON.parse(text ?? "") as Partial<Ring>;
    const isRing = typeof current === "string" && typeof keys === "object" && typeof keys[current] === "string";
    return isRing ? { current, keys } : undefined;
  } catch {
    return undefined;
  }
}

function ringTrouble(
  name: SecretName,
  text: string | undefined,
  stage: string,
  providers: readonly string[],
): string | undefined {
  if (text === undefined) return `is not set: npx sst secrets set ${name} '…' --stage ${stage}`;
  const ring = ringOf(text);
  if (ring === undefined) return 'is no ring: {"current":"k1","keys":{"k1":"…"}}';
  const ids = Object.keys(ring.keys);
  if (ids.some((id) => !/^[A-Za-z0-9_-]{1,32}$/.test(id))) return "has a key whose id is none: A-Z a-z 0-9 - _";
  const current = ring.keys[ring.current] ?? "";
  if (name === "PAYSTACK_KEYS") return paystackTrouble(stage, current);
  if (name === "SMS_KEYS" && !providers.includes("termii")) return undefined;
  if (name === "SMS_KEYS") return current.length < 8 ? "is too short to be Termii's key" : undefined;
  if (name.startsWith("TOKEN_")) return jwkTrouble(name, Object.values(ring.keys));
  const isLong = Object.values(ring.keys).every((key) => Buffer.from(key, "base64url").length >= 32);
  return isLong ? undefined : "has a key of less than 32 bytes";
}

/** Live money on prod alone; everywhere else Paystack's test mode. */
function paystackTrouble(stage: string, key: string): string | undefined {
  const wanted = stage === "prod" ? "sk_live_" : "sk_test_";
  return key.startsWith(wanted) ? undefined : `is not ${wanted}…, which ${stage} needs`;
}

function jwkTrouble(name: SecretName, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    try {
      const { kty, crv, x, d } = JSON.parse(key) as Readonly<Record<string, unknown>>;
      if (kty !== "OKP" || crv !== "Ed25519" || typeof x !== "string") return "has a key that is no Ed25519 JWK";
      if (name === "TOKEN_PRIVATE_KEYS" && typeof d !== "string") return "has a key without its private half";
      if (name === "TOKEN_PUBLIC_KEYS" && d !== undefined) return "has a private half, which belongs elsewhere";
    } catch {
      return "has a key that is no JWK";
    }
  }
  return undefined;
}

/** A token that is signed with a key nobody knows opens no door. */
function unmatchedTokens({ TOKEN_PRIVATE_KEYS, TOKEN_PUBLIC_KEYS }: Secrets): readonly Finding[] {
  const [signs, verifies] = [ringOf(TOKEN_PRIVATE_KEYS), ringOf(TOKEN_PUBLIC_KEYS)];
  if (signs === undefined || verifies === undefined || Object.hasOwn(verifies.keys, signs.current)) return [];
  return [{ name: "TOKEN_PUBLIC_KEYS", says: "lacks the current key of TOKEN_PRIVATE_KEYS" }];
}
