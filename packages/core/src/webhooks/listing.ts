import { openCursor, sealCursor } from "@cowry/table";
import { currentKey, errors as kernelErrors, liveKeys, now, type Page, subkey } from "../kernel/index.ts";
import { homeDay } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import type { WebhookState } from "./model.ts";
import { findWebhook, queryCounts, queryWebhooks, type Webhook, type WebhookCount } from "./store.ts";

/** What staff see of events. Their bytes name people, and are shown to nobody. */

/** Newest first. Pages may be short: what has moved on meanwhile is left out. */
export async function listWebhooks(query: {
  readonly state: WebhookState;
  readonly limit: number;
  readonly cursor?: string | undefined;
}): Promise<Page<Webhook>> {
  const { state, limit, cursor } = query;
  const scope = `webhooks:${state}`;
  const after = cursor === undefined ? undefined : openPosition(scope, cursor);
  const { items, last } = await queryWebhooks(state, { limit, after });
  const key = subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE);
  return { items, nextCursor: last === undefined ? null : sealCursor(key, scope, last) };
}

export async function readWebhook(eventId: string): Promise<Webhook> {
  const webhook = await findWebhook(eventId);
  if (webhook === undefined) throw errors.webhook_not_found();
  return webhook;
}

/** How often events of each name came on a day in the home zone; today where none is asked for. */
export async function countsOf({ day = homeDay(now()) }: { readonly day?: string | undefined }): Promise<{
  readonly day: string;
  readonly counts: readonly WebhookCount[];
}> {
  return { day, counts: await queryCounts(day) };
}

const CURSOR_PURPOSE = "webhooks";

function openPosition(scope: string, cursor: string): string {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
