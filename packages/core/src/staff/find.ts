import { admit, type Limit } from "../auth/index.ts";
import { SECOND, type Staff } from "../kernel/index.ts";
import { readPhone } from "../kernel/phone.ts";
import { findByWords, findEmailRow, findUserByPhone, wordsOf } from "../users/index.ts";
import { sees } from "./model.ts";
import { type Account, loadAccounts } from "./read.ts";

/** One of these. */
export type PeopleQuery =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "phone"; readonly phone: string }
  | { readonly by: "email"; readonly email: string }
  | { readonly by: "name"; readonly name: string };

/** As fast as somebody at a help desk looks; who walks through the customers by a script meets this. */
export const SEARCHES: Limit = { name: "staff-search", burst: 30, everyMs: 5 * SECOND };

/**
 * People whom staff look for: by the whole phone, the whole address, the id, or all words of a name. Nobody is found by
 * a part of a number, and nobody outside of the branch. Asks for LOOKUP_KEYS and FIELD_KEYS.
 */
export async function findPeople(actor: Staff, query: PeopleQuery, limit: number): Promise<readonly Account[]> {
  await admit([{ limit: SEARCHES, key: actor.userId, isId: true }]);
  const ids = await idsOf(query);
  const accounts = await loadAccounts(ids);
  return accounts.filter(({ person }) => sees(actor, person)).slice(0, limit);
}

async function idsOf(query: PeopleQuery): Promise<readonly string[]> {
  switch (query.by) {
    case "id":
      return [query.id];
    case "phone":
      return idIn(await findUserByPhone(readPhone(query.phone, "query.phone").e164));
    case "email":
      return idIn(await findEmailRow(query.email));
    case "name":
      return findByWords(wordsOf(query.name));
  }
}

function idIn(row: { readonly userId: string } | undefined): readonly string[] {
  return row === undefined ? [] : [row.userId];
}
