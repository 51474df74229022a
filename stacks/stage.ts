import { z } from "zod";

/**
 * What differs between stages. Values that a deployment must choose come from the environment
 * (see `.env.example`); everything else follows from the stage's name.
 */
const Environment = z.object({
  COWRY_TOKEN_ISSUER: z.url({ protocol: /^https$/ }).default("https://api.cowry.example"),
  COWRY_TOKEN_AUDIENCE: z.string().min(1).default("cowry-api"),
  COWRY_COUNTRIES: z
    .string()
    .regex(/^[A-Z]{2}(,[A-Z]{2})*$/)
    .default("NG"),
  COWRY_HOME_ZONE: z.string().min(1).default("Africa/Lagos"),
  COWRY_CORS_ORIGINS: z.string().default(""),
  COWRY_ALARM_EMAIL: z.union([z.literal(""), z.email()]).default(""),
  COWRY_EMAIL_FROM: z.email().default("no-reply@cowry.example"),
  /** Version and commit, told by health and ready. */
  COWRY_BUILD: z
    .string()
    .regex(/^[\w.+-]{1,64}$/)
    .default("local"),
  /** Networks that staff may come from, as a CIDR list; on prod and staging nobody can without one. */
  COWRY_STAFF_IPS: z.string().max(2048).default(""),
  /** Who sends text messages; the second stands in for the first. */
  COWRY_SMS_PROVIDERS: z.enum(["sns", "termii", "sns,termii", "termii,sns"]).default("sns"),
  COWRY_TERMII_URL: z.url().default("https://api.ng.termii.com"),
  COWRY_SMS_SENDER_ID: z
    .string()
    .regex(/^[A-Za-z0-9]{3,11}$/)
    .default("Cowry"),
  /** Paystack wants an e-mail of every payer; people without one get an address at this domain. */
  COWRY_PAYER_EMAIL_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
    .default("payers.cowry.example"),
  /** Who bears what Paystack keeps of a top-up: we, or whoever pays, who is then charged more. */
  COWRY_TOPUP_FEE_BEARER: z.enum(["platform", "payer"]).default("platform"),
  COWRY_CALLBACK_ORIGINS: z.string().default(""),
  /** The domain that passkeys are bound to; another one later makes all of them worthless. */
  COWRY_PASSKEY_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/)
    .default("cowry.example"),
  /** Where they may be used from: web origins, and `android:apk-key-hash:…` of apps. */
  COWRY_PASSKEY_ORIGINS: z.string().min(1).max(1024).default("https://cowry.example"),
  COWRY_PAYSTACK_URL: z.url().default("https://api.paystack.co"),
});

export interface Stage {
  readonly name: string;
  /** People's money: nothing is deleted with the stack, alarms call somebody. */
  readonly kept: boolean;
  readonly env: z.infer<typeof Environment>;
  readonly logDays: 30 | 365;
  readonly throttle: { readonly rate: number; readonly burst: number };
}

export function stageOf(name: string): Stage {
  const env = Environment.parse(process.env);
  const kept = name === "prod" || name === "staging";
  return {
    name,
    kept,
    env,
    logDays: name === "prod" ? 365 : 30,
    throttle: name === "prod" ? { rate: 2_000, burst: 4_000 } : { rate: 200, burst: 400 },
  };
}
