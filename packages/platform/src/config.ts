import { type KeyRing, now, type SecretName, setBell, setKeyReader, setKeyRing, setSettings } from "@cowry/core/kernel";
import { connectTable, type Place } from "@cowry/table";
import * as z from "zod/mini";
import { isPastDeadline } from "./deadline.ts";
import type { Uses } from "./definition.ts";
import { describeThrown, log } from "./logger.ts";
import { areNetworks } from "./staff-networks.ts";
import { type Effort, FIRST_READ, type ParameterStore, readParameters, SECOND_LOOK } from "./parameters.ts";

/** The only reader of `process.env`. */

const filled = z.string().check(z.minLength(1), z.maxLength(512));
const CountryList = z.string().check(z.regex(/^[A-Z]{2}(,[A-Z]{2})*$/));
const url = filled.check(z.regex(/^https?:\/\/\S+$/));

/** What a function finds in its environment: docs/configuration.md is generated from it. */
export const Environment = z.object({
  COWRY_STAGE: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/)),
  COWRY_DOOR: z.optional(filled),
  TABLE_NAME: z.optional(filled),
  SECRETS_PATH: z.optional(filled.check(z.regex(/^\/.+\/$/))),
  HOME_ZONE: z._default(filled, "Africa/Lagos"),
  COUNTRIES: z._default(CountryList, "NG"),
  TOKEN_ISSUER: url,
  TOKEN_AUDIENCE: filled,
  PAYSTACK_URL: z._default(url, "https://api.paystack.co"),
  PAYER_EMAIL_DOMAIN: z._default(z.string().check(z.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)), "payers.cowry.example"),
  TOPUP_FEE_BEARER: z._default(z.enum(["platform", "payer"]), "platform"),
  CALLBACK_ORIGINS: z._default(z.string().check(z.regex(/^(https:\/\/[^\s,/]+(,https:\/\/[^\s,/]+)*)?$/)), ""),
  PASSKEY_DOMAIN: z._default(z.string().check(z.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)), "cowry.example"),
  PASSKEY_ORIGINS: z._default(
    z.string().check(z.maxLength(1024), z.regex(/^[^\s,]+(,[^\s,]+)*$/)),
    "https://cowry.example",
  ),
  VERSION: z._default(z.string().check(z.regex(/^[\w.+-]{1,32}$/)), "0.0.0"),
  COMMIT: z._default(z.string().check(z.regex(/^[\w-]{1,40}$/)), "local"),
  STAFF_IPS: z._default(z.string().check(z.maxLength(2048)), ""),
  SMS_PROVIDERS: z._default(z.string().check(z.regex(/^(sns|termii)(,(sns|termii))?$/)), "sns"),
  TERMII_URL: z._default(url, "https://api.ng.termii.com"),
  SMS_SENDER_ID: z.optional(z.string().check(z.regex(/^[A-Za-z0-9]{1,11}$/))),
  PAYOUT_MACHINE_ARN: z.optional(filled),
  RECONCILIATION_MACHINE_ARN: z.optional(filled),
  BULK_MACHINE_ARN: z.optional(filled),
  EVENT_BUS_NAME: z.optional(filled),
  EMAIL_FROM: z.optional(z.string().check(z.regex(/^[^\s@<>]{1,64}@[a-z0-9.-]{3,190}$/))),
  // Lambda's own; the other clients read theirs by themselves.
  AWS_REGION: z.optional(filled),
  AWS_ACCESS_KEY_ID: z.optional(filled),
  AWS_SECRET_ACCESS_KEY: z.optional(filled),
  AWS_SESSION_TOKEN: z.optional(z.string()),
  AWS_ENDPOINT_URL: z.optional(url),
  AWS_ENDPOINT_URL_SSM: z.optional(url),
  AWS_ENDPOINT_URL_DYNAMODB: z.optional(url),
});
export type Environment = z.output<typeof Environment>;

/** What has no default and not every door needs. */
type Optional =
  | "TABLE_NAME"
  | "SECRETS_PATH"
  | "SMS_SENDER_ID"
  | "PAYOUT_MACHINE_ARN"
  | "RECONCILIATION_MACHINE_ARN"
  | "BULK_MACHINE_ARN"
  | "EVENT_BUS_NAME"
  | "EMAIL_FROM"
  | "AWS_REGION"
  | "AWS_ACCESS_KEY_ID"
  | "AWS_SECRET_ACCESS_KEY";

let read: Environment | undefined;

function environment(): Environment {
  if (read !== undefined) return read;
  const result = z.safeParse(Environment, process.env);
  if (!result.success) {
    const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
    throw new Error(`environment: ${names.join(", ")} missing or malformed`);
  }
  read = result.data;
  return read;
}

function required(name: Optional): string {
  const value = environment()[name];
  if (value === undefined) throw new Error(`environment: ${name} missing`);
  return value;
}

export function paystackUrl(): string {
  return environment().PAYSTACK_URL;
}

/**
 * What a stage says about checkout pages: `CheckoutPolicy` of top-ups. Without a list they lead back anywhere, and
 * nowhere where people's money is.
 */
export function checkoutPolicy(): {
  readonly payerEmailDomain: string;
  readonly callbackOrigins: readonly string[];
  readonly feeBearer: "platform" | "payer";
} {
  const { PAYER_EMAIL_DOMAIN: payerEmailDomain, CALLBACK_ORIGINS, TOPUP_FEE_BEARER: feeBearer } = environment();
  const origins = CALLBACK_ORIGINS.split(",").filter(Boolean);
  const callbackOrigins = origins.length === 0 && holdsPeoplesMoney() ? NOWHERE : origins;
  return { payerEmailDomain, callbackOrigins, feeBearer };
}

/** An origin that nobody can have (RFC 6761): an empty list would allow all. */
const NOWHERE = ["https://nowhere.invalid"] as const;

function holdsPeoplesMoney(): boolean {
  return ["prod", "staging"].includes(environment().COWRY_STAGE);
}

/** Which domain passkeys are bound to, and where they may be used. */
export function passkeyParty(): { readonly id: string; readonly origins: readonly string[] } {
  const { PASSKEY_DOMAIN, PASSKEY_ORIGINS } = environment();
  return { id: PASSKEY_DOMAIN, origins: PASSKEY_ORIGINS.split(",") };
}

/** Networks that staff may come from. Empty: from anywhere, and from nowhere on the stages that hold people's money. */
export function staffNetworks(): readonly string[] {
  const { STAFF_IPS } = environment();
  const networks = STAFF_IPS.split(",").filter(Boolean);
  if (!areNetworks(networks)) throw new Error("environment: STAFF_IPS malformed");
  const open = networks.length === 0 && !holdsPeoplesMoney();
  return open ? EVERYWHERE : networks;
}

const EVERYWHERE = ["0.0.0.0/0", "::/0"] as const;

/** What a stage says about text messages: `SmsSettings` of gateways/sms. */
export function smsSettings(): {
  readonly providers: readonly ("sns" | "termii")[];
  readonly senderId: string;
  readonly termiiUrl: string;
} {
  const { SMS_PROVIDERS, TERMII_URL } = environment();
  const providers = SMS_PROVIDERS.split(",") as ("sns" | "termii")[];
  return { providers, senderId: required("SMS_SENDER_ID"), termiiUrl: TERMII_URL };
}

export function payoutMachineArn(): string {
  return required("PAYOUT_MACHINE_ARN");
}

export function reconciliationMachineArn(): string {
  return required("RECONCILIATION_MACHINE_ARN");
}

export function bulkMachineArn(): string {
  return required("BULK_MACHINE_ARN");
}

export function eventBusName(): string {
  return required("EVENT_BUS_NAME");
}

/** Which build this is, and where: as the deployment says. */
export function buildInfo(): { readonly version: string; readonly commit: string; readonly stage: string } {
  const { VERSION: version, COMMIT: commit, COWRY_STAGE: stage } = environment();
  return { version, commit, stage };
}

/** Whom our e-mails come from. */
export function emailFrom(): string {
  return required("EMAIL_FROM");
}

/** The running door's id, for logs. */
export function doorName(): string {
  return process.env.COWRY_DOOR ?? process.env.AWS_LAMBDA_FUNCTION_NAME ?? "unknown";
}

/** True inside Lambda, where loading ahead of the first request is worth it. */
export function runsInLambda(): boolean {
  return process.env.AWS_LAMBDA_FUNCTION_NAME !== undefined;
}

/** Where a door that refuses with an undeclared code must fail loudly. */
export function strictRefusals(): boolean {
  return ["dev", "local", "test"].includes(environment().COWRY_STAGE);
}

/** How long a rotated secret may go unnoticed by a warm instance. */
const REFRESH_MS = 15 * 60_000;
const RETRY_MS = 60_000;

export interface Needs {
  readonly uses: Uses;
  readonly secrets: readonly SecretName[];
}

/**
 * Makes a function to call before each event: the first call reads the environment and the door's secrets, later ones
 * read the secrets again when they have grown old. A refresh that fails leaves the old ones in use, and is told to
 * staff.
 */
export function coldStart({ uses, secrets }: Needs): () => Promise<void> {
  let freshUntilMs = 0;
  let loaded = false;
  let loading: Promise<void> | undefined;
  let readAtMs = 0;

  async function load(): Promise<void> {
    readAtMs = now();
    try {
      if (!loaded) applyEnvironment(uses);
      await loadSecrets(secrets, loaded ? SECOND_LOOK : FIRST_READ);
      loaded = true;
      freshUntilMs = now() + REFRESH_MS;
    } catch (error) {
      if (!loaded) throw error;
      freshUntilMs = now() + RETRY_MS;
      log("error", "alert", { door: doorName(), alert: "secrets_not_refreshed", ...describeThrown(error) });
    }
  }

  function loadOnce(): Promise<void> {
    loading ??= load().finally(() => (loading = undefined));
    return loading;
  }

  // A token may name a key that is newer than this instance; whoever makes ids up costs us one look a minute.
  setKeyReader(async () => {
    if (loaded && now() >= readAtMs + RETRY_MS) await loadOnce();
  });

  return async () => {
    if (loaded && (secrets.length === 0 || now() < freshUntilMs)) return;
    await loadOnce();
  };
}

function applyEnvironment(uses: Uses): void {
  const env = environment();
  setSettings({
    stage: env.COWRY_STAGE,
    homeZone: env.HOME_ZONE,
    countries: env.COUNTRIES.split(","),
    tokenIssuer: env.TOKEN_ISSUER,
    tokenAudience: env.TOKEN_AUDIENCE,
  });
  setBell(({ alert, transactionId, userId }) =>
    log("error", "alert", { door: doorName(), alert, transaction_id: transactionId, user_id: userId }),
  );
  if (uses.table !== undefined) {
    connectTable({ tableName: required("TABLE_NAME"), place: tablePlace(), isLate: isPastDeadline });
  }
}

/** A function's own, which Lambda puts into its environment. */
function ownCredentials() {
  return {
    accessKeyId: required("AWS_ACCESS_KEY_ID"),
    secretAccessKey: required("AWS_SECRET_ACCESS_KEY"),
    sessionToken: environment().AWS_SESSION_TOKEN,
  };
}

function tablePlace(): Place {
  const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = environment();
  const region = required("AWS_REGION");
  const endpoint = AWS_ENDPOINT_URL_DYNAMODB ?? AWS_ENDPOINT_URL ?? `https://dynamodb.${region}.amazonaws.com`;
  return { region, endpoint: new URL(endpoint), credentials: ownCredentials };
}

function parameterStore(): ParameterStore {
  const { AWS_ENDPOINT_URL_SSM, AWS_ENDPOINT_URL } = environment();
  const region = required("AWS_REGION");
  const endpoint = AWS_ENDPOINT_URL_SSM ?? AWS_ENDPOINT_URL ?? `https://ssm.${region}.amazonaws.com`;
  return { region, endpoint, credentials: ownCredentials() };
}

/** Ids stand in values, before a `.` or `$`. */
const KeyId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,32}$/));
/** With an empty key everybody can sign. */
const KeyText = z.string().check(z.regex(/\S/));
const Ring = z.object({ current: KeyId, keys: z.record(KeyId, KeyText) });

async function loadSecrets(names: readonly SecretName[], effort: Effort): Promise<void> {
  if (names.length === 0) return;
  const path = required("SECRETS_PATH");
  const nameOf = (secret: SecretName) => `${path}${secret}/value`;
  const values = await readParameters(parameterStore(), names.map(nameOf), effort);
  // All or none: half of a rotation is not to be had.
  const rings = names.map((name) => [name, parseRing(name, values.get(nameOf(name)))] as const);
  for (const [name, ring] of rings) setKeyRing(name, ring);
}

/** Says which secret is wrong, never what it holds. */
function parseRing(name: SecretName, value: string | undefined): KeyRing {
  if (value === undefined) throw new Error(`secret ${name} is not in the parameter store`);
  try {
    return z.parse(Ring, JSON.parse(value));
  } catch {
    throw new Error(`secret ${name} is not a key ring`);
  }
}
