import * as z from "zod/mini";
import { auditEntry } from "../audit/index.ts";
import { alertStaff, type Customer, errors as kernelErrors, isoTime, now, SECOND, Time } from "../kernel/index.ts";
import { loadPerson } from "../users/index.ts";
import { bookkeeper } from "./bookkeeper.ts";
import { errors } from "./errors.ts";
import {
  beginIdentification,
  endIdentification,
  findIdentification,
  type Identification,
  identificationOf,
  listPending,
} from "./identification-store.ts";
import { payerEmail } from "./initiate.ts";
import type { AccountProvider } from "./ports.ts";
import { type Admit, admitAs } from "./rates.ts";
import {
  decideIdentification,
  IDENTIFICATION_ASKED_AFTER_MS,
  IDENTIFICATION_ENDS_AFTER_MS,
  IDENTIFICATION_FAILURES,
  IDENTIFICATION_STATES,
  type IdentificationFailure,
  type IdentificationTold,
  maskAccount,
} from "./virtual-account-model.ts";

/**
 * Who somebody is to the payment provider: some account numbers it opens only for people whose BVN and bank account it has
 * compared. The BVN goes through to it, and is kept nowhere here.
 */

export interface IdentityProof {
  readonly bvn: string;
  readonly accountNumber: string;
  readonly bankCode: string;
}

/**
 * Begins an identification. Safe to repeat: while one is under way, or has succeeded, that one is told. Asks for
 * FIELD_KEYS.
 */
export async function identifyPerson(
  actor: Customer,
  proof: IdentityProof,
  means: {
    readonly provider: AccountProvider;
    readonly emailDomain: string;
    readonly admit: Admit;
  },
): Promise<Identification> {
  const { userId } = actor;
  const { provider, emailDomain, admit } = means;
  const known = await findIdentification(userId, provider.mode);
  if (known !== undefined && known.state !== "failed") return known;
  await admitAs("identification", admit, userId);
  const { firstName, lastName, phone } = await loadPerson(userId);
  const email = payerEmail(userId, emailDomain);
  const customer = await provider.saveCustomer({ email, firstName, lastName, phone });
  if (customer.outcome === "unknown") throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 5 });
  if (customer.outcome === "refused") {
    throw errors.identification_not_taken(undefined, { context: { provider: customer.code } });
  }
  const { customerCode } = customer;
  const maskedAccount = maskAccount(proof.accountNumber);
  const attempt = { userId, mode: provider.mode, customerCode, maskedAccount, askedAtMs: now() };
  const begun: Identification = { ...attempt, state: "pending" };
  // Written down first: the provider's event may be faster than its answer.
  const entry = auditEntry(actor, {
    action: "topups.identification_asked",
    subject: { kind: "identification", id: provider.mode },
    userId,
    after: { account: maskedAccount },
  });
  if (await beginIdentification(begun, [entry])) {
    const asked = await provider.identifyCustomer(customerCode, { ...proof, firstName, lastName });
    // Not knowing whether it was heard is as good as waiting: it is asked for, and given up after a day.
    if (asked.outcome === "refused") await end(begun, "failed", "not_taken");
  }
  return (await findIdentification(userId, provider.mode)) ?? begun;
}

/** Whoever is known to the provider may have an account number: it stands in the trail. False where it had ended. */
function end(identification: Identification, state: "verified" | "failed", failure?: IdentificationFailure) {
  const { userId, mode, customerCode, maskedAccount } = identification;
  const entry = auditEntry(bookkeeper(customerCode), {
    action: `topups.identification_${state}`,
    subject: { kind: "identification", id: mode },
    userId,
    after: { account: maskedAccount, failure },
  });
  return endIdentification(identification, state, failure, entry);
}

type Asked = Pick<AccountProvider, "mode" | "findCustomer">;

/** What became of an event about an identification, in a word. */
export async function receiveIdentification(told: IdentificationTold, provider: Asked): Promise<string> {
  const identification = await identificationOf(told.customerCode, provider.mode);
  if (identification === undefined) return "not_ours";
  return conclude(identification, told, provider);
}

async function conclude(
  identification: Identification,
  told: IdentificationTold | undefined,
  provider: Asked,
): Promise<string> {
  const found = await provider.findCustomer(identification.customerCode);
  if (found.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { customer: "unknown" } });
  const verdict = decideIdentification(identification, told, found.outcome === "known" && found.identified);
  switch (verdict.do) {
    case "verify":
      return (await end(identification, "verified")) ? "verified" : "already";
    case "fail":
      return (await end(identification, "failed", verdict.failure)) ? "failed" : "already";
    case "wait":
      // The event is ahead of the provider's own record: it comes again.
      if (told !== undefined) throw kernelErrors.unavailable(undefined, { context: { identification: "ahead" } });
      return "waiting";
    case "nothing":
      return "already";
  }
}

const SWEPT_AT_ONCE = 50;
/** For how long one sweep begins anything: the same door looks for money before it, and closes accounts after it. */
export const SWEEP_MS = 30 * SECOND;

/** Asks for identifications of which no event tells, and gives up those of yesterday. */
export async function sweepIdentifications(provider: Asked, atMs: number, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  const pending = await listPending(provider.mode, atMs - IDENTIFICATION_ASKED_AFTER_MS, SWEPT_AT_ONCE);
  for (const identification of pending) {
    // The next sweep begins with them: they are asked for by age.
    if (performance.now() - startedAt >= budgetMs) return;
    try {
      const became = await conclude(identification, undefined, provider);
      const isOver = atMs - identification.askedAtMs >= IDENTIFICATION_ENDS_AFTER_MS;
      if (became === "waiting" && isOver) await end(identification, "failed", "no_answer");
    } catch {
      alertStaff({ alert: "identification_sweep_failed", userId: identification.userId });
    }
  }
}

export const IdentificationRequest = z.strictObject({
  bvn: z.string().check(z.regex(/^\d{11}$/)),
  account_number: z.string().check(z.regex(/^\d{10}$/)),
  bank_code: z.string().check(z.regex(/^[0-9A-Za-z]{3,6}$/)),
});

export function toIdentityProof(body: z.output<typeof IdentificationRequest>): IdentityProof {
  return { bvn: body.bvn, accountNumber: body.account_number, bankCode: body.bank_code };
}

export const IdentificationShown = z.strictObject({
  status: z.enum(["none", ...IDENTIFICATION_STATES]),
  /** Why it failed: another attempt may be made. */
  failure: z.nullable(z.enum(IDENTIFICATION_FAILURES)),
  asked_at: z.nullable(Time),
  decided_at: z.nullable(Time),
  /** While it is pending: until then it is decided, or given up. */
  expected_by: z.nullable(Time),
});

/** How far a person's identification is. */
export async function readIdentification(
  actor: Customer,
  mode: "test" | "live",
): Promise<z.infer<typeof IdentificationShown>> {
  return identificationView(await findIdentification(actor.userId, mode));
}

export function identificationView(of: Identification | undefined): z.infer<typeof IdentificationShown> {
  const { state = "none", failure, askedAtMs, decidedAtMs } = of ?? {};
  const time = (atMs: number | undefined) => (atMs === undefined ? null : isoTime(atMs));
  const endsAtMs =
    state === "pending" && askedAtMs !== undefined ? askedAtMs + IDENTIFICATION_ENDS_AFTER_MS : undefined;
  return {
    status: state,
    failure: state === "failed" ? (failure ?? null) : null,
    asked_at: time(askedAtMs),
    decided_at: time(decidedAtMs),
    expected_by: time(endsAtMs),
  };
}
