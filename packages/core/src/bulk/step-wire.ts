import * as z from "zod/mini";
import { Id } from "../kernel/index.ts";

/** What travels between the states of a batch's execution: places in the file, no account and no name. */

const LineNumber = z.int().check(z.minimum(0), z.maximum(1_000_000));

/** `at`: where to go on within the part. */
export const PayInput = z.strictObject({ batchId: Id, from: LineNumber, to: LineNumber, at: LineNumber });

export const PayOutput = z.strictObject({
  batchId: Id,
  from: LineNumber,
  to: LineNumber,
  at: LineNumber,
  outcome: z.enum(["done", "more", "later"]),
  waitSeconds: z.int().check(z.minimum(0), z.maximum(86_400)),
});

export const BatchInput = z.strictObject({ batchId: Id });
export const BatchOutput = z.strictObject({ batchId: Id, outcome: z.enum(["closed", "open"]) });
