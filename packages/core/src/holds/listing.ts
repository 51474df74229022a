import type { Customer, Page } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type HoldJournal, payeeOf } from "./model.ts";
import { findHold, type HoldList, queryHolds } from "./store.ts";

/** The actor's holds, newest first: those made, or those made for the actor. */
export function listHolds(actor: Customer, list: Omit<HoldList, "userId">): Promise<Page<HoldJournal>> {
  return queryHolds({ ...list, userId: actor.userId });
}

/** One hold, for either of its parties; for anybody else it does not exist. */
export async function readHold(actor: { readonly userId: string }, holdId: string): Promise<HoldJournal> {
  const hold = await findHold(holdId);
  if (hold === undefined || ![hold.owner, payeeOf(hold)].includes(actor.userId)) throw errors.hold_not_found();
  return hold;
}
