import { AppError, errors, isError } from "@cowry/core/kernel";
import { type Guards, type Receipt, sendMoney } from "@cowry/core/wallet";
import { TableBusy } from "@cowry/table";
import { GUARDS } from "../../packages/core/src/wallet/wallet.testkit.ts";
import type { Order, World } from "./history-world.ts";

/** Asking for something, alone and beside others, and what may come of it. */

/** An answer like another, or that the table was busy; anything else is a fault. */
export function isRefusal(error: unknown): boolean {
  return error instanceof TableBusy || (error instanceof AppError && error.kind !== "bug");
}

/** All of them at the same time. What is refused to one is told to nobody; what else goes wrong is thrown. */
export async function together<T>(runs: readonly (() => Promise<T>)[]): Promise<readonly PromiseSettledResult<T>[]> {
  const outcomes = await Promise.allSettled(runs.map((run) => run()));
  for (const outcome of outcomes) {
    if (outcome.status === "rejected" && !isRefusal(outcome.reason)) throw outcome.reason;
  }
  return outcomes;
}

/** Has no answer until it has one: whoever carries it out may be stopped. */
export async function order(world: World, wanted: Order, guards: Guards = GUARDS): Promise<Receipt> {
  const { from, to, amount, key } = wanted;
  if (!world.unanswered.includes(wanted)) world.unanswered.push(wanted);
  const answered = () => {
    const at = world.unanswered.indexOf(wanted);
    if (at !== -1) world.unanswered.splice(at, 1);
  };
  try {
    const receipt = await sendMoney(from, { to: { userId: to.userId }, amount, currency: "NGN", key }, guards);
    answered();
    const { id } = receipt.transaction;
    world.orders.push({ ...wanted, id });
    (receipt.status === "held" ? world.held : world.transactions).push(id);
    return receipt;
  } catch (error) {
    // Whoever hears that the table was busy knows nothing.
    if (error instanceof AppError && error.kind !== "bug" && !isError(error, errors.unavailable)) answered();
    throw error;
  }
}
