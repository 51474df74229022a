import type { Answer } from "./answer.ts";
import { ok, Refusal } from "./answer.ts";
import type { Call, Route } from "./call.ts";
import { ensureFloat, readOrder, readSource, takeOn } from "./transfers.ts";
import type { World } from "./world.ts";

/** Many transfers in one request: all of them are taken on, or none is. */

const MOST = 100;

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

function startAll(world: World, call: Call): Answer {
  if (world.settings.transferOtp) throw invalid("You need to disable the OTP requirement to use this feature.");
  readSource(call);
  const { transfers } = call.body;
  if (!Array.isArray(transfers) || transfers.length === 0) throw invalid("transfers must be a list of transfers");
  if (transfers.length > MOST) throw invalid(`No more than ${MOST} transfers at once`);
  const size = world.store.transfers.size;
  const orders = (transfers as readonly unknown[]).map((one, index) => {
    return readOrder(world, typeof one === "object" && one !== null ? { ...one } : {}, size + index);
  });
  refuseDuplicates(
    world,
    orders.map((order) => order.reference),
  );
  ensureFloat(
    world,
    orders.reduce((sum, { amount, fee }) => sum + amount + fee, 0),
  );
  const rows = orders.map((order) => {
    const { reference, amount, code, currency, status } = takeOn(world, order);
    return { reference, recipient: order.recipient.code, amount, transfer_code: code, currency, status };
  });
  return ok(`${rows.length} transfers queued.`, rows);
}

/** A 404 that means "they are here already": Paystack's own. */
function refuseDuplicates(world: World, references: readonly string[]): void {
  const twice = references.filter(
    (one, index) => references.indexOf(one) !== index || world.store.transfers.get(one) !== undefined,
  );
  if (twice.length === 0) return;
  throw new Refusal(404, `Duplicate reference(s) found: ${[...new Set(twice)].join(",")}`, {
    type: "api_error",
    code: "unknown",
  });
}

export const transferBulkRoutes: readonly Route[] = [
  { method: "POST", path: "/transfer/bulk", operation: "transfer_bulk", run: startAll },
];
