import { TableBusy, write } from "@cowry/table";
import { setTimeout as pause } from "node:timers/promises";
import { isError, type Origin } from "../kernel/index.ts";
import { loadSignIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import type { FirstFactor } from "./factors.ts";
import { loginRecord, type NewLogin } from "./login-activity.ts";

/**
 * Sign-ins that were refused because what was given was wrong: they stay in the activity of whoever they were tried
 * against, with their risk. Best effort, and not to be seen from outside: numbers and addresses that nobody has are
 * refused at the same time.
 */

/** Longer than noting a refusal takes: three requests to the table. */
export const CODE_REFUSED_AFTER_MS = 200;
/** Nobody waits long for what is only noted. */
const NOTE_BUDGET_MS = 500;

/** Notes a refusal whose risk is known. */
export async function noteRefusal(login: Omit<NewLogin, "outcome">, origin: Origin): Promise<void> {
  await bestEffort(write(loginRecord({ ...login, outcome: "refused" }, origin), { budgetMs: NOTE_BUDGET_MS }));
}

/** Notes a refused first factor of this person, unless they are blocked or shut out. Asks for FIELD_KEYS and SESSION_KEYS. */
export async function noteRefusalOf(userId: string, firstFactor: FirstFactor, origin: Origin): Promise<void> {
  const facts = await bestEffort(loadSignIn(userId, origin));
  if (facts !== undefined) await noteRefusal({ userId, firstFactor, risk: facts.risk }, origin);
}

async function bestEffort<T>(act: Promise<T>): Promise<T | undefined> {
  try {
    return await act;
  } catch (error) {
    const expected = isError(error, errors.account_blocked) || isError(error, errors.platform_shut);
    if (error instanceof TableBusy || expected) return undefined;
    throw error;
  }
}

export interface CodeCheck<T> {
  readonly check: Promise<T>;
  /** Whose code it would be, looked up meanwhile. */
  readonly owner: Promise<{ readonly userId: string } | undefined>;
  readonly firstFactor: FirstFactor;
}

/** What the check of a code gives; a refusal comes no sooner for a number that nobody has. */
export async function notingRefusal<T>({ check, owner, firstFactor }: CodeCheck<T>, origin: Origin): Promise<T> {
  const notBefore = pause(CODE_REFUSED_AFTER_MS);
  const [checked, found] = await Promise.allSettled([check, owner]);
  if (checked.status === "fulfilled") return checked.value;
  const userId = found.status === "fulfilled" ? found.value?.userId : undefined;
  if (userId !== undefined && isError(checked.reason, errors.otp_incorrect)) {
    await noteRefusalOf(userId, firstFactor, origin);
  }
  await notBefore;
  throw checked.reason;
}
