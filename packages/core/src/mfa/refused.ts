import { noteRefusal, type SecondFactor, type Waiting } from "../auth/index.ts";
import type { Anyone } from "../kernel/index.ts";

/** Leaves a second factor that was refused in the activity of whoever signs in, with the risk of the sign-in. */
export function noteWrong({ origin }: Anyone, { pending, facts }: Waiting, secondFactor: SecondFactor): Promise<void> {
  const { userId, firstFactor } = pending;
  return noteRefusal({ userId, firstFactor, secondFactor, risk: facts.risk }, origin);
}
