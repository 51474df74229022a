import { rawScan } from "@cowry/table/audit";
import { type Images, relay } from "./index.ts";

/** Rings what staff hear of all that stands in the table: as if each item had just come by the stream. */
export async function readStream(): Promise<void> {
  const images: Images[] = [];
  for await (const newImage of rawScan()) images.push({ oldImage: undefined, newImage });
  await relay(images, { put: () => Promise.resolve() });
}
