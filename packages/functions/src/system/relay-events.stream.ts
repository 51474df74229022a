import { relay } from "@cowry/core/relay";
import { busOf } from "@cowry/gateways/events";
import { eventBusName } from "@cowry/platform/config";
import { batchConsumer } from "@cowry/platform/consumer";

export const handler = batchConsumer(
  {
    summary: "Tell what happened to whoever listens",
    description:
      "One of the two readers that the stream has room for; every other reaction hears events. What it means for staff rings here.",
    filter: { dynamodb: { NewImage: { t: { S: ["journal", "audit", "bulk_batch", "dispute"] } } } },
    batchSize: 50,
    timeoutSeconds: 30,
    refuses: [],
    uses: { events: true },
  },
  ({ records }) => relay(records, busOf(eventBusName())),
);
