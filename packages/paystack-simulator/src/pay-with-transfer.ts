import { digits } from "./random.ts";
import type { TransactionRecord } from "./records.ts";
import type { World } from "./world.ts";

/** The account that the checkout shows for one payment: it takes the exact amount, and sends anything else back. */

export const TRANSFER_BANK = "Test Bank";

export function transferAccount(world: World, transaction: TransactionRecord): string {
  return `12${digits(8, world.seed, "pay-with-transfer", transaction.reference)}`;
}

/** Another amount is no payment: an event tells of it, and there is no charge.success. */
export function rejectTransfer(world: World, transaction: TransactionRecord, amount: number): void {
  const { reference, requestedAmount, email } = transaction;
  const customer = world.store.customers.get(email);
  const data = {
    message_type: "INCORRECT_AMOUNT",
    reason: "The amount sent is not the amount expected",
    reference,
    amount,
    expected_amount: requestedAmount,
    currency: transaction.currency,
    domain: world.domain,
    account_number: transferAccount(world, transaction),
    bank: { name: TRANSFER_BANK, slug: "test-bank" },
    customer: { email, customer_code: customer?.code ?? "" },
    transaction: { id: transaction.id, reference, amount: requestedAmount, status: transaction.status },
  };
  world.commit([], [{ event: "bank.transfer.rejected", reference, amount, data }]);
}
