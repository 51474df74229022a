import { sumSystemLegs } from "@cowry/core/wallet";
import { batchConsumer } from "@cowry/platform/consumer";

export const handler = batchConsumer(
  {
    summary: "Sums the legs on accounts of our own",
    refuses: [],
    uses: { table: "write" },
    filter: { dynamodb: { NewImage: { t: { S: ["journal"] }, sl: { S: ["pending"] } } } },
    batchSize: 100,
    windowSeconds: 1,
    timeoutSeconds: 30,
  },
  ({ records }) => sumSystemLegs(records.flatMap(({ newImage }) => (newImage === undefined ? [] : [newImage]))),
);
