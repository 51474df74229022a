import {
  absent,
  batchGet,
  differs,
  entity,
  getItem,
  int,
  type ItemOf,
  keyOf,
  oneOf,
  optional,
  present as exists,
  put,
  queryIndex,
  queryItems,
  text,
  time,
  timeKey,
  transact,
  update,
  type Write,
  write,
} from "@cowry/table";
import { now, present } from "../kernel/index.ts";
import { KEPT_MS, stateAfter, WEBHOOK_STATES, type WebhookState } from "./model.ts";

/** The keys of this domain. */

export const webhookItem = entity("webhook", {
  version: 1,
  about: "An event of the payment provider's, as it was delivered first",
  pk: "WH#{eventId}",
  sk: "#",
  index: { pk: "WH#{state}", sk: "{received}" },
  expires: "expiresAtMs",
  attributes: {
    event: text("ev"),
    state: oneOf("st", WEBHOOK_STATES),
    /** The bytes as they came, sealed for `webhook:<id>`: they name people. */
    body: text("bd"),
    size: int("sz"),
    /** Id of the first delivery: tells our own write, repeated after a lost answer, from another delivery's. */
    firstId: text("fi"),
    receivedAtMs: time("ra"),
    lastAtMs: time("la"),
    /** Counted for people: a write whose answer was lost may count one twice. */
    deliveries: int("n"),
    replays: optional(int("rp")),
    became: optional(text("bc")),
    carriedOutAtMs: optional(time("ca")),
    /** When staff were told that it waits though the provider has given it up. */
    staffToldAtMs: optional(time("ta")),
    expiresAtMs: time("ex"),
  },
});
export type Webhook = ItemOf<typeof webhookItem>;

export const webhookCount = entity("webhook_count", {
  version: 1,
  about: "How often events of a name were delivered on a day",
  pk: "WHC#{day}",
  sk: "{event}",
  expires: "expiresAtMs",
  attributes: { deliveries: int("n"), expiresAtMs: time("ex") },
});
export type WebhookCount = ItemOf<typeof webhookCount>;

const placeOf = (state: WebhookState, { receivedAtMs }: Webhook) => ({ state, received: timeKey(receivedAtMs) });

/** Keeps a delivery: the event as it stands with it. */
export async function keepDelivery(webhook: Webhook): Promise<Webhook> {
  const { eventId, lastAtMs } = webhook;
  const index = placeOf(webhook.state, webhook);
  const { done, item } = await write(put(webhookItem, webhook, { rule: "first", when: [absent()], index }));
  if (done) return webhook;
  const known = present(item, "an event that is in the way exists");
  if (known.firstId === webhook.firstId) return known;
  await write(update(webhookItem, { eventId }, { rule: "again", when: [exists()], set: { lastAtMs }, add: ONE_MORE }));
  return known;
}

const ONE_MORE = { deliveries: 1 } as const;

export async function countDelivery(day: string, event: string): Promise<void> {
  const set = { expiresAtMs: now() + KEPT_MS };
  await write(update(webhookCount, { day, event }, { when: [], set, add: ONE_MORE }));
}

/** Notes what became of it; the first word stays until another one is said. */
export async function noteOutcome(webhook: Webhook, became: string): Promise<void> {
  const { eventId } = webhook;
  const state = stateAfter(became);
  if (webhook.state === state && webhook.became === became) return;
  const set = { state, became, carriedOutAtMs: now() };
  const options = { rule: "outcome", when: [exists(), differs("became", became)], set, index: placeOf(state, webhook) };
  await write(update(webhookItem, { eventId }, options));
}

/** Says, before it is done, that somebody replays it. */
export async function noteReplay({ eventId }: Webhook, audit: Write): Promise<void> {
  await transact([update(webhookItem, { eventId }, { rule: "replay", when: [exists()], add: { replays: 1 } }), audit]);
}

/** Notes that staff have been told of it. */
export async function noteTold({ eventId }: Webhook): Promise<void> {
  await write(update(webhookItem, { eventId }, { rule: "told", when: [exists()], set: { staffToldAtMs: now() } }));
}

export function findWebhook(eventId: string): Promise<Webhook | undefined> {
  return getItem(webhookItem, { eventId });
}

/** Events in a state, newest first. The index is a moment old: what has moved on meanwhile is left out. */
export async function queryWebhooks(
  state: WebhookState,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: readonly Webhook[]; readonly last?: string | undefined }> {
  const { keys, last } = await queryIndex(webhookItem, { state }, { ...page, descending: true });
  const found = await batchGet(keys.map((key) => keyOf(webhookItem, key)));
  const items = keys.flatMap((key) => found.get(webhookItem, key) ?? []);
  return { items: items.filter((item) => item.state === state), last };
}

/** Ids of the events that wait since before this time, oldest first. */
export async function* listWaiting(beforeMs: number): AsyncGenerator<readonly string[]> {
  let after: string | undefined;
  do {
    const range = { to: timeKey(beforeMs), limit: 50, after };
    const { keys, last } = await queryIndex(webhookItem, { state: "waiting" }, range);
    yield keys.map(({ eventId }) => eventId);
    after = last;
  } while (after !== undefined);
}

/** Names and counts of a day; the provider has some dozens of names. */
export async function queryCounts(day: string): Promise<readonly WebhookCount[]> {
  const { items } = await queryItems(webhookCount, { day }, { limit: 100 });
  return items;
}
