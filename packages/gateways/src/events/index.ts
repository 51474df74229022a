import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { DomainEvent } from "@cowry/core/kernel";
import type { EventBus } from "@cowry/core/relay";

/** EventBridge, as the relay uses it. */

const SOURCE = "cowry";
/** AWS takes no more in one call. */
const ENTRIES_MAX = 10;

let client: EventBridgeClient | undefined;

export function busOf(name: string): EventBus {
  return {
    async put(events) {
      for (let from = 0; from < events.length; from += ENTRIES_MAX) {
        await putSome(name, events.slice(from, from + ENTRIES_MAX));
      }
    },
  };
}

/** AWS may take some entries and not others, and answers 200: whoever is told of a failure puts all again. */
async function putSome(bus: string, events: readonly DomainEvent[]): Promise<void> {
  client ??= new EventBridgeClient({ maxAttempts: 4 });
  const { FailedEntryCount = 0, Entries = [] } = await client.send(
    new PutEventsCommand({ Entries: events.map((event) => entryOf(bus, event)) }),
  );
  if (FailedEntryCount === 0) return;
  const codes = [...new Set(Entries.flatMap(({ ErrorCode }) => ErrorCode ?? []))];
  throw new Error(`${FailedEntryCount} of ${events.length} events were not taken: ${codes.join()}`);
}

function entryOf(bus: string, { name, version, id, atMs, data }: DomainEvent) {
  return {
    EventBusName: bus,
    Source: SOURCE,
    DetailType: name,
    Time: new Date(atMs),
    Detail: JSON.stringify({ version, id, at_ms: atMs, data }),
  };
}
