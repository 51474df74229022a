import { adminCreate } from "./admin.ts";
import type { Command } from "./command.ts";
import { ledgerAudit, ledgerRebuild } from "./ledger.ts";
import { logs } from "./logs.ts";
import { seed } from "./seed.ts";
import { signIn } from "./sign-in.ts";
import { sms } from "./sms.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { advanceClock, showClock } from "./test-clock.ts";
import { totp } from "./totp.ts";
import { trigger } from "./trigger.ts";

/** Every command, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [
  start,
  status,
  seed,
  showClock,
  advanceClock,
  signIn,
  sms,
  trigger,
  totp,
  logs,
  adminCreate,
  ledgerAudit,
  ledgerRebuild,
];
