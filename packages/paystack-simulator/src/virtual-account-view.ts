import { iso } from "./answer.ts";
import type { VirtualAccountRecord } from "./records.ts";
import { filledCustomerView } from "./transaction-view.ts";
import type { World } from "./world.ts";

type View = Record<string, unknown>;

/** A dedicated account in Paystack's words. */
export function virtualAccountView(world: World, account: VirtualAccountRecord): View {
  const customer = world.store.customers.get(account.email);
  return {
    bank: account.bank,
    account_name: account.accountName,
    account_number: account.accountNumber,
    assigned: account.active,
    currency: "NGN",
    metadata: null,
    active: account.active,
    id: account.id,
    created_at: iso(account.createdAt),
    updated_at: iso(account.updatedAt),
    assignment: {
      integration: world.integration,
      assignee_id: customer?.id ?? 0,
      assignee_type: "Customer",
      expired: !account.active,
      account_type: "PAY-WITH-TRANSFER-RECURRING",
      assigned_at: iso(account.createdAt),
      expired_at: account.active ? null : iso(account.updatedAt),
    },
  };
}

/** With whose it is. */
export function ownedAccountView(world: World, account: VirtualAccountRecord): View {
  const customer = filledCustomerView(world.store.customers.get(account.email), account.email);
  return { ...virtualAccountView(world, account), split_config: null, customer };
}
