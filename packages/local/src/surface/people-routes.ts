import { assetViews, booksView, entryViews, openViews, peopleView, type Unseal } from "../people/views.ts";
import type { Snapshot, TableReader } from "../people/table.ts";
import { invalid, Problem } from "./problem.ts";
import type { Route } from "./surface.ts";

export interface PeopleParts {
  readonly reader: TableReader;
  readonly unseal: Unseal;
}

/** Answers of one list. */
const PEOPLE_MAX = 200;
const CURRENCY = /^[A-Z]{3,5}$/;

/** Who there is and what they have, read from the table as it lies; phones and names are opened with local keys. */
export function peopleRoutes({ reader, unseal }: PeopleParts): readonly Route[] {
  const people = once((snapshot) => peopleView(snapshot, unseal));
  const books = once(booksView);
  return [
    { method: "GET", path: /^\/_local\/assets$/, answer: assetViews },
    { method: "GET", path: /^\/_local\/books$/, answer: async () => books(await reader.read()) },
    {
      method: "GET",
      path: /^\/_local\/people$/,
      query: ["q"],
      answer: async ({ query }) => {
        const all = people(await reader.read());
        const wanted = (query.get("q") ?? "").trim().toLowerCase();
        const found = all.filter(({ id, name, phone }) =>
          [id, name ?? "", phone ?? ""].some((each) => each.toLowerCase().includes(wanted)),
        );
        return { total: all.length, found: found.length, people: found.slice(0, PEOPLE_MAX) };
      },
    },
    {
      method: "GET",
      path: /^\/_local\/people\/([^/]+)$/,
      answer: async ({ name }) => {
        const snapshot = await reader.read();
        const person = people(snapshot).find(({ id }) => id === name);
        if (person === undefined) throw new Problem(404, "person_not_found", "There is nobody of this id.");
        return { ...person, open: openViews(snapshot, name) };
      },
    },
    {
      method: "GET",
      path: /^\/_local\/entries$/,
      query: ["user", "currency"],
      answer: async ({ query }) => {
        const currency = query.get("currency") ?? "";
        if (!CURRENCY.test(currency)) throw invalid({ path: "query.currency", message: "must be an asset's code" });
        return entryViews(await reader.read(), query.get("user") ?? "", currency);
      },
    },
  ];
}

/** Computes once for each snapshot, however many look at it. */
function once<T>(compute: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  let last: { readonly snapshot: Snapshot; readonly value: T } | undefined;
  return (snapshot) => {
    if (last?.snapshot !== snapshot) last = { snapshot, value: compute(snapshot) };
    return last.value;
  };
}
