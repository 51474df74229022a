import { now, SECOND } from "../kernel/index.ts";
import { ACCESS_LIFE_MS } from "./model.ts";

/**
 * Sessions that ended while access tokens of theirs may still live, in the credentials: money and staff doors read these
 * anyway, so that a token of an ended session is refused there without one more read. An entry is
 * `<last digits of the session's id>.<when its tokens have all ended>`, and goes with the next one after that.
 */
export const ENDED_SESSIONS_MAX = 6;
const ID_DIGITS = 12;

/** True when the session with this id was ended in the last quarter of an hour. */
export function hasEnded(ended: readonly string[] | undefined, sessionId: string | undefined): boolean {
  if (ended === undefined || sessionId === undefined) return false;
  return ended.some((entry) => entry.startsWith(`${sessionId.slice(-ID_DIGITS)}.`));
}

/** The list with one more; undefined when there are too many: then all access tokens have to end. */
export function withEnded(ended: readonly string[] | undefined, sessionId: string): readonly string[] | undefined {
  const atSeconds = Math.floor(now() / SECOND);
  const live = (ended ?? []).filter((entry) => Number(entry.split(".")[1]) > atSeconds);
  if (hasEnded(live, sessionId)) return live;
  if (live.length >= ENDED_SESSIONS_MAX) return undefined;
  return [...live, `${sessionId.slice(-ID_DIGITS)}.${String(atSeconds + Math.ceil(ACCESS_LIFE_MS / SECOND))}`];
}
