import { transact } from "@cowry/table";
import type { AtOnce } from "../approvals/index.ts";
import { type DeclaredError, now } from "../kernel/index.ts";
import { type Kind, sealedIn } from "../rotation/index.ts";
import { errors } from "./errors.ts";
import type { BULK } from "./model.ts";
import { batchChange, findBatch, rowContext, rowItem } from "./store.ts";

/** For the doors of approvals: what approving a batch does. Its rows are paid by its execution, from this event on. */

const batch: AtOnce = {
  mode: "at_once",
  async execute({ proposalId, payload }, approver, ending) {
    const batchId = String(payload["batch_id"]);
    const found = await findBatch(batchId);
    // Two who upload one file at the same moment have a proposal each; the batch is decided by the one that it names.
    const isIts = found?.state === "proposed" && found.proposalId === proposalId;
    if (!isIts) throw errors.batch_not_proposed();
    const set = { approvedBy: approver.userId, startedAtMs: now() };
    const outcome = await transact([batchChange(found, "running", set), ...ending({ batch_id: batchId })]);
    return outcome.committed ? "executed" : "lost";
  },
};

export const bulkKinds: Readonly<Record<typeof BULK, AtOnce>> = { "bulk/batch": batch };

/** What stands here under FIELD_KEYS. */
export const bulkSealedKinds: readonly Kind[] = [
  sealedIn(rowItem, {
    account: ({ batchId, line }) => rowContext(batchId, line),
    accountName: ({ batchId, line }) => rowContext(batchId, line),
  }),
];

/** Why an approved batch may not be carried out. */
export const bulkRefusals: readonly DeclaredError[] = [errors.batch_not_proposed];
