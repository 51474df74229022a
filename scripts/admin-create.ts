import { parseArgs } from "node:util";
import { AppError, isStaffRole, newId, ROLES, type StaffRole, type System } from "@cowry/core/kernel";
import { makeStaff } from "@cowry/core/staff";
import { coldStart } from "@cowry/platform/config";

/**
 * Gives a staff role to somebody who has an account: how the first super admin of a stage comes in; afterwards staff do
 * it by themselves. Works on the table itself: against the running local cloud, or (with --stage and --table)
 * in AWS with the credentials of whoever may write it.
 *
 *   npm run admin:create -- --phone +2348031234567 --role super_admin
 *   npm run admin:create -- --phone +234… --role support --stage prod --table <name>
 */

const { values } = parseArgs({
  options: {
    phone: { type: "string" },
    role: { type: "string", default: "super_admin" },
    stage: { type: "string" },
    table: { type: "string" },
  },
});

function stop(says: string): never {
  process.stderr.write(`admin:create: ${says}\n`);
  process.exit(1);
}

function roleOf(text: string): StaffRole {
  const role = ROLES.find((known) => known === text);
  if (role === undefined || !isStaffRole(role)) stop(`${text} is no staff role`);
  return role;
}

/** As `stacks/foundation.ts` names it. */
const secretsPathOf = (stage: string): string => `/sst/cowry/${stage}/Secret/`;
/** The templates that the local cloud runs are those of this stage. */
const LOCAL_STAGE = "dev";

/** What a function of the running local cloud would find in its environment. */
async function localEnvironment(): Promise<Record<string, string>> {
  const api = `http://127.0.0.1:${process.env["COWRY_PORT"] ?? "4000"}`;
  const answer = await fetch(`${api}/_local/info`).catch(() => stop(`no local cloud answers at ${api}: npm start`));
  const info = (await answer.json()) as { aws_endpoint: string; region: string; tables: readonly string[] };
  return {
    COWRY_STAGE: "local",
    TABLE_NAME: info.tables[0] ?? stop("the local cloud has no table"),
    SECRETS_PATH: secretsPathOf(LOCAL_STAGE),
    AWS_ENDPOINT_URL: info.aws_endpoint,
    AWS_REGION: info.region,
    AWS_ACCESS_KEY_ID: "admin-create",
    AWS_SECRET_ACCESS_KEY: "local",
  };
}

const environment =
  values.stage === undefined
    ? await localEnvironment()
    : {
        COWRY_STAGE: values.stage,
        TABLE_NAME: values.table ?? stop("--table is needed beside --stage"),
        SECRETS_PATH: secretsPathOf(values.stage),
      };
const phone = values.phone ?? stop("--phone is needed");
const role = roleOf(values.role);

/** What is wrong, and with what. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AppError)) return error instanceof Error ? error.message : String(error);
  if (error.fields.length > 0) return error.fields.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return error.code === "user_not_found" ? `nobody has registered with ${phone} yet` : error.message;
}

// Nothing here makes or reads tokens.
Object.assign(process.env, { TOKEN_ISSUER: "https://unused.example", TOKEN_AUDIENCE: "unused", ...environment });

const ready = coldStart({ uses: { table: "write" }, secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] });
await ready();
const actor: System = {
  kind: "system",
  name: "admin-create",
  origin: { requestId: newId(), ip: "", deviceId: undefined, userAgent: undefined },
};
const { userId } = await makeStaff(actor, phone, role).catch((error: unknown) => stop(reasonOf(error)));
process.stdout.write(
  `${userId} is ${role}; tokens made before that have ended.\n` +
    "Staff doors open to a session with a second factor: sign in, then set up an authenticator app\n" +
    "(POST /auth/mfa/totp, POST /auth/mfa/totp/confirm) or a passkey (POST /auth/passkeys/options, POST /auth/passkeys): see README.md.\n",
);
process.exit(0);
