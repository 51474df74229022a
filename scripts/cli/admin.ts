import { type Info, reach } from "./cloud.ts";
import { type Command, didYouMean, Failure, type Given, Misuse } from "./command.ts";
import { say } from "./screen.ts";

/**
 * Gives a staff role to somebody who has an account: how the first super admin of a stage comes in; afterwards staff do
 * it by themselves. Works on the table itself: against the running local cloud, or (with --stage and --table)
 * in AWS with the credentials of whoever may write it.
 */
export const adminCreate: Command = {
  words: ["admin", "create"],
  says: "Give somebody who has registered a staff role",
  about:
    "How the first super admin of a stage comes in; afterwards staff give roles by POST /admin/users/{id}/assign-role. " +
    "It asks for the keys of the table, not for a token: of the local cloud, or with --stage and --table of AWS.",
  options: {
    phone: { type: "string", value: "<phone>", says: "whose: +2348031234567" },
    role: { type: "string", value: "<role>", says: "which (super_admin)" },
    stage: { type: "string", value: "<stage>", says: "in AWS, with the credentials of the environment" },
    table: { type: "string", value: "<name>", says: "the stage's table" },
  },
  examples: [
    ["cowry admin create --phone +2348031234567", "a super admin of the local cloud"],
    ["cowry admin create --phone +234… --role support --stage prod --table <name>", "in AWS"],
  ],
  run: async (given, screen) => {
    const phone = given.text("phone");
    if (phone === undefined)
      throw new Misuse("admin create needs --phone <phone>", "It is of somebody who registered.");
    const environment = await environmentOf(given);
    const role = given.text("role") ?? "super_admin";
    const userId = await giveRole(phone, role, environment);
    say(
      screen,
      `${userId} is ${role}; tokens made before that have ended.`,
      "Staff doors open to a session with a second factor: sign in, then set up an authenticator app",
      "(POST /auth/mfa/totp, POST /auth/mfa/totp/confirm) or a passkey (POST /auth/passkeys/options, POST /auth/passkeys):",
      "docs/how-to/first-admin.md goes through it.",
    );
  },
};

/** As `stacks/foundation.ts` names it. */
const secretsPathOf = (stage: string): string => `/sst/cowry/${stage}/Secret/`;
/** The templates that the local cloud runs are those of this stage. */
const LOCAL_STAGE = "dev";

/** What a function of the stage would find in its environment. */
async function environmentOf(given: Given): Promise<Readonly<Record<string, string>>> {
  const [stage, table] = [given.text("stage"), given.text("table")];
  if (stage === undefined && table !== undefined) throw new Misuse("--table needs --stage beside it");
  if (stage === undefined) return localEnvironment((await reach(given.port)).info);
  if (table === undefined) throw new Misuse("--stage needs --table <name> beside it");
  return { COWRY_STAGE: stage, TABLE_NAME: table, SECRETS_PATH: secretsPathOf(stage) };
}

export function localEnvironment({ tables, aws_endpoint, region }: Info): Readonly<Record<string, string>> {
  const [table] = tables;
  if (table === undefined) throw new Failure("This local cloud has no table.");
  return {
    COWRY_STAGE: "local",
    TABLE_NAME: table,
    SECRETS_PATH: secretsPathOf(LOCAL_STAGE),
    AWS_ENDPOINT_URL: aws_endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "admin-create",
    AWS_SECRET_ACCESS_KEY: "local",
  };
}

/** Gives the role, and says to whom. The product's own code is loaded only now: no other command waits for it. */
export async function giveRole(
  phone: string,
  wanted: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { AppError, isStaffRole, newId, ROLES } = await import("@cowry/core/kernel");
  const { makeStaff } = await import("@cowry/core/staff");
  const { coldStart } = await import("@cowry/platform/config");
  const staffRoles = ROLES.filter(isStaffRole);
  const role = staffRoles.find((known) => known === wanted);
  if (role === undefined) {
    const hint = didYouMean(wanted, staffRoles) ?? `They are ${staffRoles.join(", ")}.`;
    throw new Misuse(`${wanted} is no staff role`, hint);
  }
  // Nothing here makes or reads tokens.
  Object.assign(process.env, { TOKEN_ISSUER: "https://unused.example", TOKEN_AUDIENCE: "unused", ...environment });
  await coldStart({ uses: { table: "write" }, secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] })();
  const origin = { requestId: newId(), ip: "", deviceId: undefined, userAgent: undefined };
  const made = makeStaff({ kind: "system", name: "admin-create", origin }, phone, role);
  const { userId } = await made.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const fields = error.fields.map(({ path, message }) => `${path}: ${message}`).join("; ");
    if (fields !== "") throw new Misuse(fields);
    if (error.code !== "user_not_found") throw new Failure(error.message);
    throw new Failure(`Nobody has registered with ${phone} yet.`, "docs/start.md signs somebody up.");
  });
  return userId;
}
