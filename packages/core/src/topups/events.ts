import type { DomainEvent } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { type Flaw, readFacts } from "./model.ts";

/** A charge arrived that could not be credited. Money that moved is told by the wallet's own event. */
export type TopupFlagged = DomainEvent<"topups.topup_flagged", { readonly flaw: Flaw; readonly owner: string }>;

/** The event that this image of a journal tells; undefined when it tells none. */
export function topupFlagged(topup: Journal): TopupFlagged | undefined {
  const flaw = topup.kind === "topup" && topup.status === "held" ? readFacts(topup.external).flaw : undefined;
  if (flaw === undefined) return undefined;
  const { transactionId: id, createdAtMs: atMs, owner } = topup;
  return { name: "topups.topup_flagged", version: 1, id, atMs, data: { flaw, owner } };
}
