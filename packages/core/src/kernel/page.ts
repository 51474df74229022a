import * as z from "zod/mini";

/** `?limit=` and `?cursor=` of every list. */
export const PageQuery = {
  limit: z._default(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100)), 20),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(512), z.regex(/^[A-Za-z0-9_-]+$/))),
};

export interface Page<T> {
  readonly items: readonly T[];
  /** Sealed position of the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/** The wire's shape of a list. */
export function pageOf<T extends z.ZodMiniType>(item: T) {
  return z.strictObject({
    items: z.array(item).check(z.maxLength(100)),
    next_cursor: z.nullable(z.string().check(z.maxLength(512))),
  });
}
