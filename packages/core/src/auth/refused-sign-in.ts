import { present as exists, TableBusy, write, type Write } from "@cowry/table";
import { newId, type Origin } from "../kernel/index.ts";
import { isShut, platformOf } from "./access.ts";
import type { FirstFactor } from "./factors.ts";
import { loginRecord, type NewLogin } from "./login-activity.ts";
import { riskOf, type SignInRead } from "./sign-in-facts.ts";
import { credentialsItem } from "./store.ts";

/**
 * Sign-ins that were refused because what was given was wrong: they stay in the activity of whoever they were tried
 * against, with their risk. Best effort, and not to be seen from outside: for numbers and addresses that nobody has, the
 * table is asked for as much, and refuses it.
 */

/** Nobody waits long for what is only noted. */
const NOTE_BUDGET_MS = 500;
const NO_RISK = { score: 0, reasons: [] } as const;

/** Notes a refusal whose risk is known. */
export function noteRefusal(login: Omit<NewLogin, "outcome">, origin: Origin): Promise<void> {
  return bestEffort(() => Promise.resolve(loginRecord({ ...login, outcome: "refused" }, origin)));
}

/**
 * Notes a refused first factor of whoever was read, unless they are blocked, shut out, or nobody (undefined). Whichever it
 * is, one write is sent. Asks for FIELD_KEYS and SESSION_KEYS.
 */
export function noteRefusalOf(
  reading: Promise<SignInRead> | undefined,
  firstFactor: FirstFactor,
  origin: Origin,
): Promise<void> {
  return bestEffort(async () => {
    const read = await reading;
    if (read === undefined || !mayCome(read, origin)) return spentNote(firstFactor, origin);
    const login = { userId: read.userId, outcome: "refused", firstFactor, risk: riskOf(read, origin) } as const;
    return loginRecord(login, origin);
  });
}

function mayCome({ userId, found }: SignInRead, origin: Origin): boolean {
  const credentials = found.get(credentialsItem, { userId });
  return credentials?.status === "active" && !isShut(credentials, platformOf(origin));
}

/** As much as a note, with nobody to note it for: what its condition asks for never is. */
function spentNote(firstFactor: FirstFactor, origin: Origin): Write {
  const login = { userId: newId(), outcome: "refused", firstFactor, risk: NO_RISK } as const;
  return loginRecord(login, origin, { rule: "nobody", when: [exists()] });
}

async function bestEffort(note: () => Promise<Write>): Promise<void> {
  try {
    await write(await note(), { budgetMs: NOTE_BUDGET_MS });
  } catch (error) {
    if (!(error instanceof TableBusy)) throw error;
  }
}
