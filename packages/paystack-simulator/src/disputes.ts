import type { Answer } from "./answer.ts";
import { iso, json, ok, Refusal } from "./answer.ts";
import { amountOf, noteOf, paged, textOf, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { closeDispute } from "./dispute-life.ts";
import { disputeOfChargeView, disputeView, resolvedView } from "./dispute-view.ts";
import { code, idNumber } from "./random.ts";
import type { DisputeRecord, EvidenceRecord } from "./records.ts";
import type { World } from "./world.ts";

/** What a merchant does about a dispute. How one comes to be and ends by itself is `dispute-life.ts`. */

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

const notFound = (): Refusal => new Refusal(404, "Dispute not found", { code: "not_found" });

function disputeOf(world: World, { params }: Call): DisputeRecord {
  const dispute = world.store.disputes.get(params["id"] ?? "");
  if (dispute === undefined) throw notFound();
  return dispute;
}

function openOf(world: World, call: Call): DisputeRecord {
  const dispute = disputeOf(world, call);
  if (dispute.status === "resolved") throw invalid("Dispute has been resolved");
  return dispute;
}

/** In lists a customer's metadata is a text. */
const listed = (view: Record<string, unknown>): Record<string, unknown> => {
  return { ...view, customer: { ...(view["customer"] as object), metadata: "" } };
};

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const wanted = query.get("transaction");
  const transaction = wanted === null ? undefined : world.store.transactions.find(`#${wanted}`)?.reference;
  const all = world.store.disputes
    .all()
    .reverse()
    .filter((one) => inTime(one.createdAt) && (query.get("status") ?? one.status) === one.status)
    .filter((one) => wanted === null || one.reference === (transaction ?? wanted));
  const page = paged(all, query);
  return ok(
    "Disputes retrieved",
    page.rows.map((one) => listed(disputeView(world, one))),
    page.meta,
  );
}

function ofTransaction(world: World, { params }: Call): Answer {
  const transaction = world.store.transactions.find(`#${params["id"] ?? ""}`);
  const dispute = world.store.disputes
    .all()
    .reverse()
    .find((one) => one.reference === transaction?.reference);
  if (dispute === undefined) throw notFound();
  return ok("Dispute retrieved successfully", disputeOfChargeView(world, dispute));
}

/** The amount that the merchant is ready to give back; a dispute takes no more than was paid. */
function refundAmount(world: World, dispute: DisputeRecord, value: unknown): number {
  const amount = value === 0 || value === "0" ? 0 : amountOf(value);
  if (amount === undefined) throw invalid("Refund amount is required");
  const paid = world.store.transactions.get(dispute.reference)?.amount ?? 0;
  if (amount > paid) throw invalid("Refund amount cannot be greater than initial amount");
  return amount;
}

function update(world: World, call: Call): Answer {
  const dispute = openOf(world, call);
  const updated: DisputeRecord = {
    ...dispute,
    refundAmount: refundAmount(world, dispute, call.body["refund_amount"]),
    uploadedFilename: textOf(call.body["uploaded_filename"]) ?? dispute.uploadedFilename,
    updatedAt: world.clock.now(),
  };
  world.commit([world.store.disputes.change(updated)]);
  return ok("Dispute updated successfully", disputeView(world, updated));
}

function uploadUrl(world: World, call: Call): Answer {
  const dispute = disputeOf(world, call);
  const extension = /\.(pdf|png|jpe?g)$/i.exec(call.query.get("upload_filename") ?? "")?.[0] ?? ".pdf";
  const name = `${code(32, world.seed, "upload", dispute.id, world.store.uploads.size)}${extension.toLowerCase()}`;
  world.commit([world.store.uploads.change({ name, size: 0, type: "", sha256: "", at: null })]);
  const signedUrl = `${world.url}/_sim/uploads/${name}`;
  return ok("Upload url generated", { signedUrl, fileName: name });
}

/** What the upload address takes: any bytes, once it was given out. */
function upload(world: World, { params, body }: Call): Answer {
  const known = world.store.uploads.get(params["name"] ?? "");
  if (known === undefined) throw new Refusal(404, "There is no such upload", { code: "not_found" });
  const size = Number(body["size"]);
  if (size === 0) throw invalid("The file is empty");
  const kept = { ...known, size, type: noteOf(body["type"], 100), sha256: noteOf(body["sha256"], 64) };
  world.commit([world.store.uploads.change({ ...kept, at: world.clock.now() })]);
  return json(200, { name: known.name, size });
}

function addEvidence(world: World, call: Call): Answer {
  const dispute = openOf(world, call);
  const { body } = call;
  const needed = ["customer_email", "customer_name", "customer_phone", "service_details"];
  const missing = needed.find((name) => textOf(body[name]) === undefined);
  if (missing !== undefined) throw invalid(`${missing} is required`);
  const now = world.clock.now();
  const evidence: EvidenceRecord = {
    id: idNumber(world.seed, "evidence", world.store.disputes.size),
    customerEmail: noteOf(body["customer_email"]),
    customerName: noteOf(body["customer_name"]),
    customerPhone: noteOf(body["customer_phone"]),
    serviceDetails: noteOf(body["service_details"], 5_000),
    deliveryAddress: noteOf(body["delivery_address"]),
    deliveryDate: noteOf(body["delivery_date"], 40),
    createdAt: now,
  };
  world.commit([world.store.disputes.change({ ...dispute, evidence, updatedAt: now })]);
  return ok("Evidence created", {
    customer_email: evidence.customerEmail,
    customer_name: evidence.customerName,
    customer_phone: evidence.customerPhone,
    service_details: evidence.serviceDetails,
    delivery_address: evidence.deliveryAddress,
    delivery_date: evidence.deliveryDate,
    dispute: dispute.id,
    id: evidence.id,
    createdAt: iso(now),
    updatedAt: iso(now),
  });
}

function resolve(world: World, call: Call): Answer {
  const dispute = openOf(world, call);
  const { body } = call;
  const resolution = (["merchant-accepted", "declined"] as const).find((one) => one === textOf(body["resolution"]));
  if (resolution === undefined) throw invalid("Resolution must be one of merchant-accepted, declined");
  const message = textOf(body["message"]);
  if (message === undefined) throw invalid("Message is required");
  const uploadedFilename = textOf(body["uploaded_filename"]) ?? dispute.uploadedFilename ?? undefined;
  if (resolution === "declined" && uploadedFilename === undefined && dispute.evidence === null) {
    throw invalid("Evidence is required to decline a dispute");
  }
  const amount = refundAmount(world, dispute, body["refund_amount"] ?? dispute.refundAmount);
  const closed = closeDispute(
    world,
    { ...dispute, refundAmount: amount },
    {
      ...{ resolution, message: message.slice(0, 2_000), by: "merchant@simulated.example" },
      ...(uploadedFilename === undefined ? {} : { uploadedFilename }),
    },
  );
  return ok("Dispute successfully resolved", resolvedView(world, closed));
}

export const disputeRoutes: readonly Route[] = [
  { method: "GET", path: "/dispute", operation: "list_disputes", run: list },
  { method: "GET", path: "/dispute/transaction/:id", operation: "transaction_disputes", run: ofTransaction },
  {
    method: "GET",
    path: "/dispute/:id",
    operation: "fetch_dispute",
    run: (world, call) => ok("Dispute retrieved", disputeView(world, disputeOf(world, call))),
  },
  { method: "PUT", path: "/dispute/:id", operation: "update_dispute", run: update },
  { method: "GET", path: "/dispute/:id/upload_url", operation: "upload_url", run: uploadUrl },
  { method: "POST", path: "/dispute/:id/evidence", operation: "dispute_evidence", run: addEvidence },
  { method: "PUT", path: "/dispute/:id/resolve", operation: "resolve_dispute", run: resolve },
  { method: "PUT", path: "/_sim/uploads/:name", file: true, run: upload },
];
