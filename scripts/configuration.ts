import type { SecretName } from "@cowry/core/kernel";
import { Environment } from "@cowry/platform/config";
import { StageEnvironment } from "../stacks/stage.ts";

/** docs/configuration.md and `.env.example`, from the schemas that the stacks and the doors read their settings with. */

interface Setting {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly about: string;
}

/** What a deployment chooses. */
export const STAGE_SETTINGS: readonly Setting[] = Object.entries(StageEnvironment.shape).map(([name, schema]) => ({
  name,
  fallback: schema.def.defaultValue,
  about: schema.description ?? "",
}));

/** Settings of a door: where each comes from, if it is not what the deployment chose under the same name. */
const RUNTIME: Readonly<Record<Exclude<keyof Environment, FromStage>, string>> = {
  COWRY_STAGE: "The stage's name.",
  COWRY_DOOR: "The door's id, for its logs.",
  VERSION: "The release: `version` of package.json.",
  TABLE_NAME: "The table.",
  SECRETS_PATH: "Under which path of the parameter store the secrets lie.",
  PAYOUT_MACHINE_ARN: "The state machine of payouts.",
  RECONCILIATION_MACHINE_ARN: "The state machine of reconciliations.",
  BULK_MACHINE_ARN: "The state machine of batches of payouts.",
  EVENT_BUS_NAME: "The bus that the relay tells events.",
  AWS_REGION: "Lambda's own.",
  AWS_ACCESS_KEY_ID: "Lambda's own.",
  AWS_SECRET_ACCESS_KEY: "Lambda's own.",
  AWS_SESSION_TOKEN: "Lambda's own.",
  AWS_ENDPOINT_URL: "Another address of AWS: the local cloud's.",
  AWS_ENDPOINT_URL_DYNAMODB: "Another address of DynamoDB.",
  AWS_ENDPOINT_URL_SSM: "Another address of the parameter store.",
};
type FromStage = keyof typeof StageEnvironment.shape extends `COWRY_${infer Name}` ? Name : never;

/** Read by the commands of this repository, never by what is deployed. */
export const LOCAL_SETTINGS: readonly Setting[] = [
  { name: "COWRY_PORT", fallback: "4000", about: "The local cloud's port; the Paystack simulator has the next one." },
  { name: "COWRY_DATA_DIR", fallback: ".local", about: "Where the local cloud's data lives on." },
  { name: "COWRY_SEED", fallback: "20261121", about: "What random tests begin with; a failure prints its own." },
  { name: "COWRY_SHRINK", fallback: undefined, about: "Set: a history that fails is made as short as it goes." },
  { name: "COWRY_HISTORIES", fallback: "2000", about: "Size of `npm run prove`: random histories." },
  { name: "COWRY_KILLS", fallback: "10", about: "Size of `npm run prove`: kills of a cloud under load." },
  { name: "COWRY_OPERATIONS", fallback: "100000", about: "Size of `npm run prove`: operations on amounts." },
  { name: "COWRY_RECONCILED", fallback: "50000", about: "Size of `npm run prove`: rows of a reconciled day." },
  { name: "COWRY_SENDERS", fallback: "50", about: "Size of `npm run prove`: payers at once." },
  { name: "COWRY_WALLETS", fallback: "100000", about: "Size of `npm run prove`: wallets." },
  {
    name: "COWRY_RECORD",
    fallback: undefined,
    about: "A folder in which tests write down answers: `npm run examples`.",
  },
  {
    name: "COWRY_CHROMIUM",
    fallback: undefined,
    about: "The browser of the browser tests, if not Debian's; `required`: that there is none is a failure.",
  },
  { name: "COWRY_SCREENS", fallback: undefined, about: "Set: the browser tests leave pictures in `.build/screens`." },
  {
    name: "COWRY_HALF",
    fallback: undefined,
    about: "Which half of the tests of the local cloud: `money` or `others`.",
  },
  {
    name: "COWRY_CONDITIONS",
    fallback: undefined,
    about: "Where tests write down the conditions that they send: `npm run prove -- mutations`.",
  },
  {
    name: "COWRY_TEST_ENGINES",
    fallback: undefined,
    about: "Addresses of tables that run already, for tests that would start their own.",
  },
  { name: "AWS_REGION", fallback: "eu-west-1", about: "The region that `sst deploy` deploys to." },
  { name: "JAVA_HOME", fallback: undefined, about: "Where Java 17 is, if not on the PATH." },
  { name: "PAYSTACK_OPENAPI", fallback: undefined, about: "Paystack's own API document, to judge the simulator by." },
];

/** `npx sst secrets set NAME '<ring>'`: each a ring `{"current":"k1","keys":{"k1":"…"}}`. */
export const SECRETS: Readonly<Record<SecretName, string>> = {
  TOKEN_PRIVATE_KEYS: "Ed25519 private JWKs: sign access tokens",
  TOKEN_PUBLIC_KEYS: "their public halves: verify access tokens, JWKS",
  SESSION_KEYS: "refresh tokens, temp tokens, confirmation tokens",
  LOOKUP_KEYS: "keyed hashes of phones and e-mails",
  OTP_KEYS: "keyed hashes of one-time codes",
  PIN_PEPPERS: "pepper of PINs and passwords",
  FIELD_KEYS: "AES-256-GCM of personal data and account numbers",
  CURSOR_KEYS: "seal list cursors",
  RECEIPT_KEYS: "sign receipts; no key of this ring is ever taken away",
  SMS_KEYS: "Termii's key as it is; a ring all the same where only SNS sends",
  PAYSTACK_KEYS: "Paystack's secret key as it is",
};

/** `sk_test_…` and the like stay out of tables' columns. */
const cell = (text: string) => text.replaceAll("|", "\\|");
const code = (text: string | undefined) => (text === undefined || text === "" ? "–" : `\`${cell(text)}\``);
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

const settingRows = (settings: readonly Setting[]) =>
  settings.map(({ name, fallback, about }) => [`\`${name}\``, code(fallback), cell(about)]);

function runtimeRows(): readonly (readonly string[])[] {
  const words: Readonly<Record<string, string | undefined>> = RUNTIME;
  return Object.entries(Environment.shape).map(([name, schema]) => {
    const def: { readonly type: string; readonly defaultValue?: unknown } = schema._zod.def;
    const fallback = def.type === "default" ? String(def.defaultValue) : undefined;
    const needed = def.type === "optional" ? "where it is used" : def.type === "default" ? "no" : "yes";
    return [`\`${name}\``, words[name] ?? `\`COWRY_${name}\``, needed, code(fallback)];
  });
}

/** docs/configuration.md */
export function configurationPage(): string {
  return [
    "# Configuration",
    "",
    "Generated from `stacks/stage.ts`, `packages/platform/src/config.ts` and `scripts/configuration.ts`; do not edit.",
    "`npm start` and `npm test` need none of it. What is malformed stops the synthesis (a stage's choice) or the door's start,",
    "by name. `npm run preflight -- --stage prod` says all that is missing at once; [deploy.md](deploy.md) has the order of things.",
    "",
    "## What a stage chooses",
    "",
    "Environment variables of `npx sst deploy` and `npm run synth`; `.env.example` has all of them with their defaults.",
    "",
    table(["variable", "default", "what"], settingRows(STAGE_SETTINGS)),
    "",
    "From the stage's name alone follow: whether data is kept when the stack goes (`prod`, `staging`), for how many days logs are",
    "(365 on `prod`, else 30), and the throttle of the API (`prod` 2,000 a second, bursts of 4,000; else 200 and 400).",
    "",
    "## Secrets",
    "",
    "In the parameter store under `/sst/cowry/<stage>/Secret/<name>/value`, each a ring of keys:",
    '`{"current":"k1","keys":{"k1":"…"}}`. The local cloud makes its own at the first start.',
    "[runbooks/rotate-keys.md](runbooks/rotate-keys.md) replaces them.",
    "",
    table(
      ["secret", "what for"],
      Object.entries(SECRETS).map(([name, about]) => [`\`${name}\``, cell(about)]),
    ),
    "",
    "## What a door is told",
    "",
    "Set by the stacks; read once per start, in `packages/platform/src/config.ts` and nowhere else.",
    "",
    table(["variable", "from", "needed", "default"], runtimeRows()),
    "",
    "## On this machine",
    "",
    table(["variable", "default", "what"], settingRows(LOCAL_SETTINGS)),
    "",
  ].join("\n");
}

/** `.env.example` */
export function envExample(): string {
  const lines = (settings: readonly Setting[]) =>
    settings.flatMap(({ name, fallback = "", about }) => [`# ${about}`, `${name}=${fallback}`]);
  return [
    "# Generated from stacks/stage.ts (npm run gen). Read when the stacks are synthesized or deployed; `npm start` and",
    "# `npm test` need none of it.",
    "",
    ...lines(STAGE_SETTINGS),
    "",
    "# Local only.",
    ...lines(LOCAL_SETTINGS.slice(0, 2)),
    "",
  ].join("\n");
}
