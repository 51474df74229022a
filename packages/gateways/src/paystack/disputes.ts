import type { DisputeProvider, ProviderDispute } from "@cowry/core/disputes";
import { toWire } from "@cowry/core/kernel/money";
import * as z from "zod/mini";
import { connect, type PaystackOptions } from "./client.ts";
import { listPage } from "./pages.ts";
import { badAnswer, timeOf } from "./reading.ts";
import { CODE } from "./refusals.ts";
import { Domain, Id, maybeText, Positive, shortText } from "./shapes.ts";
import type { Reply } from "./wire.ts";

/** What a customer's bank wants back, and what we say to it. */

const DisputeBody = z.object({
  id: Id,
  status: shortText,
  resolution: maybeText,
  refund_amount: Positive,
  currency: maybeText,
  domain: Domain,
  category: maybeText,
  dueAt: maybeText,
  transaction: z.object({ reference: shortText, currency: shortText }),
});

const UploadBody = z.object({ signedUrl: z.url().check(z.maxLength(2_048)), fileName: shortText });
const EvidenceBody = z.object({ id: Id });
const ResolvedBody = z.object({ id: Id, status: shortText, resolution: shortText });

function read(data: z.output<typeof DisputeBody>): ProviderDispute {
  return {
    id: data.id,
    status: data.status,
    resolution: data.resolution,
    chargeReference: data.transaction.reference,
    amount: data.refund_amount,
    currency: data.currency ?? data.transaction.currency,
    domain: data.domain,
    category: data.category,
    dueAtMs: timeOf(data.dueAt),
  };
}

/** `data` of a dispute's event; undefined when it cannot be read. */
export function readDispute(data: unknown): ProviderDispute | undefined {
  const dispute = DisputeBody.safeParse(data);
  return dispute.success ? read(dispute.data) : undefined;
}

const pathOf = (id: string, rest = ""): string => `/dispute/${encodeURIComponent(id)}${rest}`;

type No = Exclude<Reply, { readonly outcome: "yes" }>;

const refused = (reply: No) =>
  reply.outcome === "unknown" ? reply : { outcome: "refused" as const, code: reply.code };

/** The part of the client that deals with disputes. */
export function paystackDisputes(options: PaystackOptions): DisputeProvider {
  const { wire, mode } = connect(options);
  return {
    mode,
    async listDisputes(query) {
      const page = await listPage(wire, "/dispute", { ...query }, { schema: DisputeBody, read });
      if (page.outcome === "unknown") return page;
      return { outcome: "listed", disputes: page.rows, page: page.page, pages: page.pages };
    },
    async findDispute(id) {
      const reply = await wire.ask(pathOf(id));
      if (reply.outcome === "unknown") return reply;
      if (reply.outcome === "no") return reply.code === CODE.notFound ? { outcome: "not_found" } : badAnswer;
      const dispute = readDispute(reply.data);
      return dispute?.id === id ? { outcome: "found", ...dispute } : badAnswer;
    },
    async uploadAddress(id, fileName) {
      const reply = await wire.ask(pathOf(id, "/upload_url"), { upload_filename: fileName });
      if (reply.outcome !== "yes") return refused(reply);
      const upload = UploadBody.safeParse(reply.data);
      if (!upload.success) return badAnswer;
      return { outcome: "ready", url: upload.data.signedUrl, fileName: upload.data.fileName };
    },
    async addEvidence(id, { customerEmail, customerName, customerPhone, serviceDetails }) {
      const who = { customer_email: customerEmail, customer_name: customerName, customer_phone: customerPhone };
      const reply = await wire.put(pathOf(id, "/evidence"), { ...who, service_details: serviceDetails });
      if (reply.outcome !== "yes") return refused(reply);
      const added = EvidenceBody.safeParse(reply.data);
      return added.success ? { outcome: "added", evidenceId: added.data.id } : badAnswer;
    },
    async resolveDispute(id, { resolution, message, refundAmount, uploadedFileName, evidenceId }) {
      const answer = { resolution, message, refund_amount: toWire(refundAmount) };
      const proof = {
        ...(uploadedFileName === undefined ? {} : { uploaded_filename: uploadedFileName }),
        ...(evidenceId === undefined ? {} : { evidence: Number(evidenceId) }),
      };
      const reply = await wire.send(pathOf(id, "/resolve"), { ...answer, ...proof }, "PUT");
      if (reply.outcome !== "yes") return refused(reply);
      const resolved = ResolvedBody.safeParse(reply.data);
      if (!resolved.success || resolved.data.id !== id) return badAnswer;
      return { outcome: "resolved", resolution: resolved.data.resolution };
    },
  };
}
