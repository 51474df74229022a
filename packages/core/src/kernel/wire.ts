import * as z from "zod/mini";

/** Shapes of the wire that every domain shares; caps are those of settled rule 4. */
export const Id = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
export const Time = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/));
/** Free text for people: no control characters, trimmed, never empty. */
export const text = (maxLength: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(maxLength), z.regex(/^[^\p{Cc}\p{Cs}]+$/u));
export const Note = text(140);
export const PersonName = text(64);
/** What a client sends as phone; normalised by `phone.ts`. */
export const PhoneInput = z.string().check(z.minLength(4), z.maxLength(32), z.regex(/^[+0-9 ()./-]+$/));
export const Reference = z.string().check(z.minLength(1), z.maxLength(64), z.regex(/^[\x21-\x7e]+$/));
export const Pin = z.string().check(z.regex(/^\d{4}$/));
export const E164 = z.string().check(z.regex(/^\+[1-9]\d{6,14}$/));
