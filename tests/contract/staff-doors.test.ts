import { isForBranches, isStaffRole, type Role, ROLES } from "@cowry/core/kernel";
import { beforeAll, describe, expect, it } from "vitest";
import { routes } from "../kit/document.ts";
import { people, type Person } from "../kit/people.ts";
import { staff, staffOf } from "../kit/staff.ts";
import { queryOf } from "./ask.ts";
import { canonical, documented, nameOf, ofEach, told } from "./told.ts";

/** Written once, run for every door of docs/openapi.json that is for staff: who may come in, and whose things they find. */

describe("staff doors", () => {
  const doors = routes.filter((route) => documented(route)["x-roles"] !== undefined);
  const crew = new Map<Role, Person>();
  /** Riders stand for all who do not work for us. */
  const met = ROLES.filter((role) => role === "rider" || isStaffRole(role));
  let amina: Person;
  let ofBranch: Person;

  beforeAll(async () => {
    for (const role of met) crew.set(role, await staff(role));
    ({ amina } = await people({ amina: {} }));
    ofBranch = await staffOf("lagos-1", "super_admin");
  }, 60_000);

  // A question that no door knows is malformed: whoever may come in hears so, and nothing is done.
  it.each(met)("let a %s in where the document says so, and nowhere else", async (role) => {
    const person = crew.get(role);
    if (person === undefined) throw new Error(`nobody is ${role}`);
    const statuses = await ofEach(doors, async (route) => {
      const answer = await told(route, person, { query: "?no_such_question=1" });
      return [nameOf(route), answer] as const;
    });
    const wanted = doors.map((route) => {
      const may = documented(route)["x-roles"]?.includes(role) === true;
      return [nameOf(route), may ? "400 invalid_request" : "403 forbidden"] as const;
    });
    expect(statuses).toEqual(wanted);
  });

  /** Staff doors whose question names a person beside the path; a search finds nobody, which is no refusal. */
  const ASKED: Readonly<Record<string, (id: string) => readonly [question: string, answer: string]>> = {
    "staff/list-trail": (id) => [`?user_id=${id}`, "404 user_not_found"],
    "staff/find-users": (id) => [`?id=${id}`, "200"],
  };

  it("show staff of a branch nobody of another, and are shut to them where it is about more than one person", async () => {
    const id = amina.userId;
    const answers = await ofEach(doors, async (route) => {
      const permission = documented(route)["x-permission"];
      const isAboutOne = permission !== undefined && isForBranches(permission);
      const [query, none] = ASKED[canonical(route)]?.(id) ?? [queryOf(route), "404 user_not_found"];
      // The examples' ids are of nothing: where the door is shut, nothing is looked for.
      const answer = await told(route, ofBranch, { path: isAboutOne ? { id } : {}, query });
      return [nameOf(route), answer, isAboutOne ? none : "403 forbidden"] as const;
    });
    expect(answers.filter(([, answer, wanted]) => answer !== wanted)).toEqual([]);
    const found = await ofBranch.get(`/admin/users?id=${id}`);
    expect(found.body.items).toEqual([]);
  });
});
