/** `<domain>.<what happened>`, in the past tense: `auth.pin_changed`, `users.blocked`. */
export type AuditAction = `${string}.${string}`;
export const ACTION = /^[a-z][a-z_]{0,31}\.[a-z][a-z0-9_]{0,31}$/;

/** What was acted on: `user`, `wallet`, `transaction`, `policy`, `api_client`, `session`, … */
export interface Subject {
  readonly kind: string;
  readonly id: string;
}

/** A small picture of the subject, masked by whoever gives it. */
export type MaskedValues = Readonly<Record<string, string | number | boolean | null | readonly string[] | undefined>>;

export interface AuditFacts {
  readonly action: AuditAction;
  readonly subject: Subject;
  /** Whose trail it belongs to. */
  readonly userId: string;
  readonly before?: MaskedValues | undefined;
  readonly after?: MaskedValues | undefined;
  /** In the words of whoever acted. */
  readonly reason?: string | undefined;
}

/** An action that happened. */
export interface Entry {
  readonly auditId: string;
  readonly userId: string;
  readonly action: string;
  /** As `actorName` has it: `staff:<id>`. */
  readonly actor: string;
  readonly subject: Subject;
  readonly before: MaskedValues | undefined;
  readonly after: MaskedValues | undefined;
  readonly reason: string | undefined;
  readonly ip: string;
  readonly deviceId: string | undefined;
  readonly userAgent: string | undefined;
  readonly requestId: string;
  readonly atMs: number;
}

export interface TrailFilter {
  readonly action?: string | undefined;
}

/** What the texts of one entry may take, in bytes: the item stays within 1 KB. */
export const REASON_BYTES_MAX = 140;
export const VALUES_BYTES_MAX = 120;
export const USER_AGENT_BYTES_MAX = 64;

/** As much of a text as fits, whole characters only. */
export function clip(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  let [clipped, bytes] = ["", 0];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > bytesMax) break;
    clipped += character;
  }
  return clipped;
}

/**
 * Values that fit into an entry: no action fails because a picture of it is too large. The longest texts are cut first;
 * what does not fit even then is left out, and `…` says so.
 */
export function fitValues(values: MaskedValues | undefined): MaskedValues | undefined {
  if (values === undefined) return undefined;
  const sizeOf = (one: MaskedValues) => Buffer.byteLength(JSON.stringify(one));
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  for (const bytesMax of [VALUES_BYTES_MAX, 48, 24, 12]) {
    const cut = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, cutTexts(value, bytesMax)]));
    if (sizeOf(cut) <= VALUES_BYTES_MAX) return cut;
  }
  return { "…": true };
}

function cutTexts(value: MaskedValues[string], bytesMax: number): MaskedValues[string] {
  if (typeof value === "string") return clip(value, bytesMax);
  return Array.isArray(value) ? value.map((text: string) => clip(text, bytesMax)) : value;
}
