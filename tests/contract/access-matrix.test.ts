import { isStaffRole, type Role, ROLES } from "@cowry/core/kernel";
import { beforeAll, describe, expect, it } from "vitest";
import { cloud, send } from "../kit/cloud.ts";
import { type Route, routes } from "../kit/document.ts";
import { expectStatus, people, type Person } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";

/** Written once, run for every door of docs/openapi.json: who may come in, and whose things they find. */

interface Documented {
  readonly "x-roles"?: readonly Role[];
}

const rolesOf = ({ operation }: Route) => (operation as Documented)["x-roles"];
const exampleOf = ({ operation }: Route) => operation.requestBody?.content["application/json"].example;
/** Ids of nothing that exists stand in the examples. */
const pathWith = ({ path, operation }: Route, id?: string) =>
  path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((one) => one.name === name);
    return encodeURIComponent(id ?? parameter?.example ?? "x");
  });

const ask = (route: Route, person: Person, path: string) =>
  send(route.method, `${cloud().origin}${path}`, {
    headers: person.headers(),
    ...(exampleOf(route) === undefined ? {} : { body: exampleOf(route) }),
  });

describe("staff doors", () => {
  const doors = routes.filter((route) => rolesOf(route) !== undefined);
  const crew = new Map<Role, Person>();
  /** Riders stand for all who do not work for us. */
  const met = ROLES.filter((role) => role === "rider" || isStaffRole(role));
  beforeAll(async () => {
    for (const role of met) crew.set(role, await staff(role));
  }, 60_000);

  // A question that no door knows is malformed: whoever may come in hears so, and nothing is done.
  it.each(met)("let a %s in where the document says so, and nowhere else", async (role) => {
    const person = crew.get(role);
    if (person === undefined) throw new Error(`nobody is ${role}`);
    const statuses = await Promise.all(
      doors.map(async (route) => {
        const { status } = await ask(route, person, `${pathWith(route)}?no_such_question=1`);
        return [`${route.method} ${route.path}`, status] as const;
      }),
    );
    const wanted = doors.map((route) => {
      const may = rolesOf(route)?.includes(role) === true;
      return [`${route.method} ${route.path}`, may ? 400 : 403] as const;
    });
    expect(statuses).toEqual(wanted);
  });
});

describe("doors with an id", () => {
  const withId = routes.filter(
    ({ operation, path }) =>
      path.includes("{") &&
      Object.hasOwn(operation.security[0] ?? {}, "accessToken") &&
      operation["x-alias-of"] === undefined,
  );
  let joseph: Person;
  /** Whatever of Amina's has an id. */
  const hers: Record<string, string> = {};

  beforeAll(async () => {
    const made = await people({ amina: { balance: 50_000 }, joseph: {}, ngozi: {} });
    const { amina, ngozi } = made;
    ({ joseph } = made);
    hers["user"] = amina.userId;
    const [history, saved, key, held, sessions] = await Promise.all([
      amina.get("/wallet/transactions"),
      amina.post("/wallet/transfer/beneficiary", { user_id: ngozi.userId }),
      amina.post("/developers/keys", { name: "Till", scopes: ["wallet:read"], pin: amina.pin }),
      amina.post("/wallet/holds", { payee: ngozi.userId, amount: 100, currency: "NGN", pin: amina.pin }, { key: "h" }),
      amina.get("/auth/sessions"),
    ]);
    for (const answer of [saved, key, held]) expectStatus(answer, 201);
    hers["transaction"] = String(history.body.items?.[0]?.["id"]);
    hers["beneficiary"] = String(saved.body["id"]);
    hers["api key"] = String(key.body["id"]);
    hers["hold"] = String(held.body["id"]);
    hers["session"] = String(sessions.body.items?.[0]?.["id"]);
  }, 60_000);

  it("know nothing of what is somebody else's: it is as if it were not there", async () => {
    const told = await Promise.all(
      withId.map(async (route) => {
        const answers: string[] = [];
        for (const [what, id] of Object.entries(hers)) {
          const { status, body } = await ask(route, joseph, pathWith(route, id));
          // Not an id of ours in the first place, or slowed down: nothing is told either.
          if ([404, 400, 429].includes(status)) continue;
          answers.push(`${route.method} ${route.path} of her ${what}: ${status} ${String(body["code"])}`);
        }
        return answers;
      }),
    );
    for (const [what, id] of Object.entries(hers)) expect(id, what).toMatch(/^[0-9a-f-]{36}$/);
    expect(told.flat()).toEqual([]);
  });
});
