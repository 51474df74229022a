import { absent, equals, getItem, put, transact, type Write } from "@cowry/table";
import { auditEntry, type MaskedValues } from "../audit/index.ts";
import type { Customer } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { THEMES } from "./model.ts";
import { settingsItem } from "./settings-store.ts";

/** What people set for themselves: how the app looks, and which limits of their own money they want. */

export interface Settings {
  readonly version: number;
  /** BCP 47, as far as apps use it: `en`, `pt-BR`. */
  readonly language: string;
  readonly theme: (typeof THEMES)[number];
  /** Minor units of the default currency; absent: no limit of one's own. */
  readonly dailyLimit?: bigint | undefined;
  /** Below this amount no PIN is asked; 0: always. Minor units of the default currency. */
  readonly pinFreeBelow: bigint;
}

const DEFAULTS: Settings = { version: 0, language: "en", theme: "light", pinFreeBelow: 0n };

export async function loadSettings(userId: string): Promise<Settings> {
  const item = await getItem(settingsItem, { userId });
  if (item === undefined) return DEFAULTS;
  const { version, language, theme, dailyLimit, pinFreeBelow } = item;
  const own = dailyLimit === undefined ? undefined : BigInt(dailyLimit);
  return { version, language, theme, dailyLimit: own, pinFreeBelow: BigInt(pinFreeBelow) };
}

export interface SettingsChange {
  readonly language?: string | undefined;
  readonly theme?: Settings["theme"] | undefined;
  readonly dailyLimit?: bigint | null | undefined;
  readonly pinFreeBelow?: bigint | undefined;
  readonly version?: number | undefined;
}

/** What the settings change elsewhere, in the same transaction. Each refuses what may not be. */
export interface SettingsEffects {
  /** Asked before a protection is loosened; refuses who does not prove that it is them. */
  readonly confirm: () => Promise<void>;
  readonly limit: (actor: Customer, dailyLimit: bigint | undefined) => Promise<readonly Write[]>;
  readonly pinFree: (actor: Customer, below: bigint) => Promise<readonly Write[]>;
}

/** Changes the actor's settings where they have not changed since; whatever follows from them changes with them. */
export async function changeSettings(
  actor: Customer,
  change: SettingsChange,
  effects: SettingsEffects,
): Promise<Settings> {
  const { userId } = actor;
  const before = await loadSettings(userId);
  if (change.version !== undefined && change.version !== before.version) throw errors.profile_changed();
  const after: Settings = {
    version: before.version + 1,
    language: change.language ?? before.language,
    theme: change.theme ?? before.theme,
    dailyLimit: change.dailyLimit === undefined ? before.dailyLimit : (change.dailyLimit ?? undefined),
    pinFreeBelow: change.pinFreeBelow ?? before.pinFreeBelow,
  };
  if (isLooser(before, after)) await effects.confirm();
  const [limit, pinFree] = await Promise.all([
    after.dailyLimit === before.dailyLimit ? [] : effects.limit(actor, after.dailyLimit),
    after.pinFreeBelow === before.pinFreeBelow ? [] : effects.pinFree(actor, after.pinFreeBelow),
  ]);
  const entry = auditEntry(actor, {
    action: "users.settings_changed",
    subject: { kind: "user", id: userId },
    userId,
    before: pictureOf(before),
    after: pictureOf(after),
  });
  const outcome = await transact([settingsWrite(userId, before, after), ...limit, ...pinFree, entry]);
  if (outcome.committed || outcome.failed.has("audit")) return after;
  throw errors.profile_changed();
}

/** Whoever holds somebody's unlocked phone must not open the wallet wider. */
function isLooser(before: Settings, after: Settings): boolean {
  const raised = before.dailyLimit !== undefined && (after.dailyLimit ?? Number.POSITIVE_INFINITY) > before.dailyLimit;
  return raised || after.pinFreeBelow > before.pinFreeBelow;
}

function settingsWrite(userId: string, before: Settings, { dailyLimit, pinFreeBelow, ...rest }: Settings): Write {
  const when = before.version === 0 ? [absent()] : [equals("version", before.version)];
  const texts = { dailyLimit: dailyLimit?.toString(), pinFreeBelow: pinFreeBelow.toString() };
  return put(settingsItem, { userId, ...rest, ...texts }, { rule: "settings", when });
}

function pictureOf({ language, theme, dailyLimit, pinFreeBelow }: Settings): MaskedValues {
  return {
    language,
    theme,
    daily_limit: dailyLimit === undefined ? null : dailyLimit.toString(),
    pin_free_below: pinFreeBelow.toString(),
  };
}
