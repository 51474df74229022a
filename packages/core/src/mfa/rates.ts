import { admit, blockOf, type Limit } from "../auth/index.ts";
import { MINUTE, type Origin, SECOND } from "../kernel/index.ts";

/** Nobody guesses a key; these only stop machines. Asks for OTP_KEYS. */
const PER_BLOCK: Limit = { name: "key-sign-in-block", burst: 300, everyMs: 6 * SECOND };
const PER_USER: Limit = { name: "key-sign-in-user", burst: 10, everyMs: MINUTE };
/** Pushes wake people up. */
const PUSH_PER_USER: Limit = { name: "push-user", burst: 5, everyMs: 5 * MINUTE };

export function admitKeys({ ip }: Origin, userId: string): Promise<void> {
  return admit([
    { limit: PER_BLOCK, key: blockOf(ip) },
    { limit: PER_USER, key: userId, isId: true },
  ]);
}

export function admitPush(userId: string): Promise<void> {
  return admit([{ limit: PUSH_PER_USER, key: userId, isId: true }]);
}
