import { isoTime } from "@cowry/core/kernel/clock";
import type * as z from "zod/mini";
import type { Unknown } from "./outcomes.ts";
import { badAnswer } from "./reading.ts";
import { PageMeta } from "./shapes.ts";
import type { Wire } from "./wire.ts";

/** Lists, a page at a time. */

export interface PageQuery {
  readonly page?: number;
  readonly perPage?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly status?: string;
}

export type Page<Row> =
  | { readonly outcome: "listed"; readonly rows: readonly Row[]; readonly page: number; readonly pages: number }
  | Unknown;

/** A row that cannot be read spoils its page: books have no gaps. */
export async function listPage<Schema extends z.ZodMiniType, Row>(
  wire: Wire,
  path: string,
  query: PageQuery & Readonly<Record<string, unknown>>,
  shape: { readonly schema: Schema; readonly read: (data: z.output<Schema>) => Row },
): Promise<Page<Row>> {
  const { page, perPage, fromMs, toMs, ...others } = query;
  const more = Object.entries(others).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  const reply = await wire.ask(path, {
    page: String(page ?? 1),
    perPage: String(perPage ?? 100),
    ...(fromMs === undefined ? {} : { from: isoTime(fromMs) }),
    ...(toMs === undefined ? {} : { to: isoTime(toMs) }),
    ...Object.fromEntries(more),
  });
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no" || !Array.isArray(reply.data)) return badAnswer;
  const meta = PageMeta.safeParse(reply.meta);
  if (!meta.success) return badAnswer;
  const rows: Row[] = [];
  for (const one of reply.data as readonly unknown[]) {
    const data = shape.schema.safeParse(one);
    if (!data.success) return badAnswer;
    rows.push(shape.read(data.data));
  }
  return { outcome: "listed", rows, page: meta.data.page, pages: meta.data.pageCount };
}
