import * as z from "zod/mini";
import { CurrencyCode, errors as kernelErrors, Id, present, type Staff, text } from "../kernel/index.ts";
import { WALLET_STATUSES } from "./model.ts";
import { setWalletStatus, type StatusWish } from "./wallet-status.ts";

/** What staff do to one wallet, and how it shows. */

export const WalletParams = z.strictObject({ id: Id, currency: CurrencyCode });
export const StatusRequest = z.strictObject({ reason: text(140) });
export const WalletStanding = z.strictObject({
  user_id: Id,
  currency: CurrencyCode,
  status: z.enum(WALLET_STATUSES),
});

export interface StatusChange extends z.infer<typeof WalletParams> {
  readonly to: StatusWish;
  readonly reason: string;
}

export async function changeStatus(
  actor: Staff,
  { id, currency, to, reason }: StatusChange,
): Promise<z.infer<typeof WalletStanding>> {
  // Nobody opens or closes his own wallet.
  if (id === actor.userId) throw kernelErrors.forbidden();
  const changed = await setWalletStatus(actor, { userId: id, currency, to, reason });
  const turn = changed.done ? changed.wallets[0] : undefined;
  return { user_id: id, currency, status: present(turn, "nothing else is in the way").after };
}
