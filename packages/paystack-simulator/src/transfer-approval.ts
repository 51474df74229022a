import { moveTransfer, awaitMove, transferView } from "./transfer-life.ts";
import { recipientView } from "./recipients.ts";
import type { PlannedMove, TransferRecord } from "./records.ts";
import type { TransferStatus } from "./accounts.ts";
import type { World } from "./world.ts";

/** The merchant is asked before money leaves: 200 is a yes, 400 a no, and anything else, or nothing, a block. */

/** "Within a few seconds", in real time. */
const PATIENCE_MS = 5_000;

/** What the transfer does once it has been approved. */
export interface Approved {
  readonly first: TransferStatus;
  readonly moves: readonly PlannedMove[];
}

/** Asks in the background; `idle` waits for it. */
export function askForApproval(world: World, url: string, transfer: TransferRecord, then: Approved): void {
  world.webhooks.beside(async () => {
    const status = await answerOf(world, url, transfer);
    if (status === 200) moveTransfer(world, transfer.reference, then.first, null, then.moves);
    else if (status === 400) moveTransfer(world, transfer.reference, "rejected", "Rejected by the merchant", []);
    else moveTransfer(world, transfer.reference, "blocked", "The approval URL did not answer", []);
    awaitMove(world, transfer.reference);
  });
}

async function answerOf(world: World, url: string, transfer: TransferRecord): Promise<number | undefined> {
  const recipient = world.store.recipients.get(transfer.recipient);
  const asked = {
    ...transferView(world, transfer),
    recipient: recipient === undefined ? null : recipientView(world, recipient, "createdAt"),
  };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
