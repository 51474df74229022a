import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const HTTPS = String.raw`https:\/\/[^\s,/*]+`;
const ON_THIS_MACHINE = String.raw`http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?`;
const ORIGINS = new RegExp(`^((${HTTPS}|${ON_THIS_MACHINE})(,(${HTTPS}|${ON_THIS_MACHINE}))*)?$`);
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/**
 * What differs between stages and a deployment must choose; everything else follows from the stage's name.
 * `.env.example` and docs/configuration.md are generated from it.
 */
export const StageEnvironment = z.object({
  COWRY_TOKEN_ISSUER: z
    .url({ protocol: /^https$/ })
    .default("https://api.cowry.example")
    .describe("https address that our tokens name as their issuer (iss): the API's public origin."),
  COWRY_TOKEN_AUDIENCE: z.string().min(1).default("cowry-api").describe("The audience (aud) of access tokens."),
  COWRY_COUNTRIES: z
    .string()
    .regex(/^[A-Z]{2}(,[A-Z]{2})*$/)
    .default("NG")
    .describe("ISO 3166 codes of the countries whose mobile numbers may sign up, comma separated."),
  COWRY_HOME_ZONE: z.string().min(1).default("Africa/Lagos").describe("IANA zone in which days and months begin."),
  COWRY_CORS_ORIGINS: z
    .string()
    .max(2048)
    .regex(ORIGINS)
    .default("")
    .describe("Origins of browser apps that may call the API, comma separated, https but for localhost. Empty: none."),
  COWRY_ALARM_EMAIL: z
    .union([z.literal(""), z.email()])
    .default("")
    .describe("Who hears of alarms. Empty: nobody is subscribed."),
  COWRY_EMAIL_FROM: z
    .email()
    .default("no-reply@cowry.example")
    .describe("Whom our e-mails come from; its domain is the identity that SES has verified."),
  COWRY_COMMIT: z
    .string()
    .regex(/^([0-9a-f]{7,40}|local)$/)
    .default("local")
    .describe("The commit that is deployed, told by /health and /ready beside version and stage."),
  COWRY_STAFF_IPS: z
    .string()
    .max(2048)
    .default("")
    .describe("Networks that staff may come from (CIDR list). Empty: anywhere, and on prod and staging nowhere."),
  COWRY_SMS_PROVIDERS: z
    .enum(["sns", "termii", "sns,termii", "termii,sns"])
    .default("sns")
    .describe("Who sends text messages; the second stands in for the first. Termii's key is the secret SMS_KEYS."),
  COWRY_TERMII_URL: z.url().default("https://api.ng.termii.com").describe("Termii's address."),
  COWRY_SMS_SENDER_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{3,11}$/)
    .default("Cowry")
    .describe("Sender id of text messages, 3 to 11 letters and digits."),
  COWRY_PAYER_EMAIL_DOMAIN: z
    .string()
    .regex(DOMAIN)
    .default("payers.cowry.example")
    .describe("Paystack wants an e-mail of every payer: people without one get an address here, which nobody reads."),
  COWRY_TOPUP_FEE_BEARER: z
    .enum(["platform", "payer"])
    .default("platform")
    .describe("Who bears what Paystack keeps of a top-up: platform, or payer, who is then charged more."),
  COWRY_CALLBACK_ORIGINS: z
    .string()
    .max(2048)
    .regex(new RegExp(`^(${HTTPS}(,${HTTPS})*)?$`))
    .default("")
    .describe(
      "Origins to which the browser may return after paying. Empty: any https one, and none on prod and staging.",
    ),
  COWRY_PASSKEY_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)
    .default("cowry.example")
    .describe("The domain that passkeys are bound to. Another one later makes all of them worthless."),
  COWRY_PASSKEY_ORIGINS: z
    .string()
    .min(1)
    .max(1024)
    .default("https://cowry.example")
    .describe("Where passkeys may be used from: web origins, and `android:apk-key-hash:…` of apps."),
  COWRY_PAYSTACK_URL: z.url().default("https://api.paystack.co").describe("Paystack's address."),
});

export interface Stage {
  readonly name: string;
  /** People's money: nothing is deleted with the stack, alarms call somebody. */
  readonly kept: boolean;
  readonly env: z.infer<typeof StageEnvironment>;
  /** Of the release, from package.json. */
  readonly version: string;
  readonly logDays: 30 | 365;
  readonly throttle: { readonly rate: number; readonly burst: number };
}

/** On these stages is people's money. */
export const keepsMoney = (stage: string): boolean => stage === "prod" || stage === "staging";

export function stageOf(name: string): Stage {
  const env = StageEnvironment.parse(process.env);
  const { version } = JSON.parse(readFileSync(path.resolve("package.json"), "utf8")) as { version: string };
  return {
    name,
    kept: keepsMoney(name),
    env,
    version,
    logDays: name === "prod" ? 365 : 30,
    throttle: name === "prod" ? { rate: 2_000, burst: 4_000 } : { rate: 200, burst: 400 },
  };
}
