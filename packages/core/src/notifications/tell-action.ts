import type { Messengers } from "./ports.ts";
import { tell } from "./send.ts";
import { ACTION_TEXTS } from "./texts.ts";

export interface RecordedAction {
  readonly auditId: string;
  readonly userId: string;
  readonly action: string;
  readonly atMs: number;
}

/** Tells a person of a sensitive action in their trail, where it is one that people are told of. Asks for FIELD_KEYS. */
export async function tellOfAction(
  { auditId, userId, action, atMs }: RecordedAction,
  messengers: Messengers,
): Promise<void> {
  const text = Object.hasOwn(ACTION_TEXTS, action) ? ACTION_TEXTS[action] : undefined;
  if (text === undefined) return;
  await tell({ userId, kind: action, occasion: `action:${auditId}`, atMs, ...text }, messengers);
}
