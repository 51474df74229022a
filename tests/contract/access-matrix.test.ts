import { isForBranches, isStaffRole, type Permission, type Role, ROLES, SCOPES } from "@cowry/core/kernel";
import { beforeAll, describe, expect, it } from "vitest";
import { cloud, send } from "../kit/cloud.ts";
import { type Json, type Route, routes } from "../kit/document.ts";
import { expectStatus, people, type Person } from "../kit/people.ts";
import { staff, staffOf } from "../kit/staff.ts";
import { bodyOf, pathOf, queryOf } from "./ask.ts";
import { type Belongings, belongingsOf, type Kind, KINDS } from "./belongings.ts";

/** Written once, run for every door of docs/openapi.json: who may come in, and whose things they find. */

interface Documented {
  readonly "x-roles"?: readonly Role[];
  readonly "x-permission"?: Permission;
  readonly "x-scope"?: string;
}

const documented = ({ operation }: Route) => operation as Documented;
const nameOf = ({ operation }: Route) => operation.operationId;

interface Question {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Beside what the example has, or in the place of it. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly authorization?: string;
}

/** Sends the route's example, which fits its schema, with other ids in it: `404 user_not_found`. */
async function told(route: Route, person: Person, asked: Question): Promise<string> {
  const { path, query = queryOf(route), body, authorization = `Bearer ${person.access}` } = asked;
  const example = bodyOf(route)?.example;
  const url = `${cloud().origin}${pathOf(route, path)}${query}`;
  const answer = await send(route.method, url, {
    headers: { ...person.headers(), authorization },
    ...(example === undefined ? {} : { body: { ...example, ...body } }),
  });
  // What the answers look like is for the contract tests of each door.
  expect(Object.keys(route.operation.responses)).toContain(String(answer.status));
  const { code } = answer.body;
  return typeof code === "string" ? `${answer.status} ${code}` : String(answer.status);
}

/** Doors that are asked at the same time: most of them start cold, and there are two cores. */
const AT_ONCE = 6;

async function ofEach<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(ask))));
  }
  return answers;
}

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

function canonical({ operation }: Route): string {
  return operation["x-alias-of"] ?? operation.operationId;
}

/** Which kind of thing the id in the path is, for each door that takes one from whoever has signed in. */
const TAKES: Readonly<Record<string, Kind>> = {
  "auth/end-session": "session",
  "auth/forget-device": "device",
  "auth/rename-device": "device",
  "developers/revoke-api-key": "api key",
  "developers/rotate-api-key": "api key",
  "holds/capture-hold": "hold",
  "holds/get-hold": "hold",
  "holds/release-hold": "hold",
  "mfa/approve-push": "push request",
  "mfa/deny-push": "push request",
  "mfa/remove-passkey": "passkey",
  "notifications/mark-notification-read": "notice",
  "payouts/choose-payout-account": "beneficiary",
  "payouts/get-progress": "payout",
  "payouts/remove-beneficiary": "beneficiary",
  "receipts/get-receipt": "transaction",
  "topups/choose-card": "card",
  "topups/remove-card": "card",
  "users/get-user": "user",
  "wallet/get-transaction": "transaction",
};

/** The same for ids in bodies and questions. */
const TAKES_WITHIN: Readonly<Record<string, Kind>> = {
  "payouts/create-payout beneficiary_id": "beneficiary",
  "topups/charge-card card_id": "card",
  "topups/verify-topup transaction_id": "transaction",
  "users/put-driver-profile payout_account_id": "beneficiary",
};

/** Ids of others that are given on purpose, and why they are no secret. */
const NAMED_ON_PURPOSE: Readonly<Record<string, string>> = {
  "wallet/create-transfer to_user": "whom to pay",
  "holds/create-hold payee": "whom to pay",
  "payouts/create-beneficiary user_id": "whom to pay",
  "wallet/find-recipient user_id": "whom to pay: a masked name, as often as people ask",
  "auth/change-email challenge_id": "of a code, which is asked for beside it",
  "auth/change-phone challenge_id": "of a code, which is asked for beside it",
  "auth/confirm-by-code challenge_id": "of a code, which is asked for beside it",
  "auth/set-transaction-pin challenge_id": "of a code, which is asked for beside it",
};

/** Names of fields that hold an id of ours, however deep. */
function idsIn(schema: unknown, name = ""): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((one) => idsIn(one, name));
  const { pattern, properties, ...others } = schema as Json & { readonly properties?: Json };
  if (typeof pattern === "string" && pattern.startsWith("^[0-9a-f]{8}-")) return [name];
  const within = Object.entries(properties ?? {}).flatMap(([field, one]) => idsIn(one, field));
  return [...within, ...["anyOf", "oneOf", "allOf", "items"].flatMap((key) => idsIn(others[key], name))];
}

describe("doors with an id", () => {
  const open = routes.filter(
    ({ operation }) =>
      Object.hasOwn(operation.security[0] ?? {}, "accessToken") && operation["x-alias-of"] === undefined,
  );
  const withId = open.filter(({ path }) => path.includes("{"));
  let amina: Person;
  let joseph: Person;
  /** Joseph's program, which may do what a program can do with an id. */
  let program: string;
  let hers: Belongings;

  beforeAll(async () => {
    const made = await people({ amina: {}, ngozi: { balance: 10_000 } });
    ({ amina } = made);
    // A driver has every profile that takes an id, and the second factor that staff have harms nobody.
    joseph = await staff("rider", "driver");
    hers = await belongingsOf(amina, made.ngozi);
    const key = await joseph.post("/developers/keys", { name: "Fleet", scopes: SCOPES, pin: joseph.pin });
    expectStatus(key, 201);
    program = String(key.body["key"]);
  }, 120_000);

  /** Of nothing and of nobody. */
  const NOTHING = "0192d7a0-0000-7000-8000-00000000dead";

  it("open to a program for each scope that there is", () => {
    const scopes = routes.flatMap((route) => documented(route)["x-scope"] ?? []);
    expect([...new Set(scopes)].sort()).toEqual([...SCOPES].sort());
  });

  it("are all known here, with what they take", () => {
    expect(withId.map(nameOf).sort()).toEqual(Object.keys(TAKES).sort());
    const within = open.flatMap((route) => {
      const asked = route.operation.parameters.filter((one) => one.in === "query");
      const ids = [...idsIn(bodyOf(route)?.schema), ...asked.flatMap(({ schema, name }) => idsIn(schema, name))];
      return [...new Set(ids)].map((field) => `${nameOf(route)} ${field}`);
    });
    expect(within.sort()).toEqual([...Object.keys(TAKES_WITHIN), ...Object.keys(NAMED_ON_PURPOSE)].sort());
  });

  it("know nothing of what is somebody else's, whatever kind of thing it is: it is as if it were not there", async () => {
    for (const kind of KINDS) expect(hers.ids[kind], kind).toMatch(/^[0-9a-f-]{36}$/);
    const wrong = await ofEach(withId, async (route) => {
      const nothing = await told(route, joseph, { path: { id: NOTHING } });
      const answers = [[nameOf(route), "of nothing", nothing]];
      for (const kind of KINDS) {
        answers.push([nameOf(route), `her ${kind}`, await told(route, joseph, { path: { id: hers.ids[kind] } })]);
      }
      return answers.filter(([, , answer]) => !answer?.startsWith("404 ") || answer !== nothing);
    });
    expect(wrong.flat()).toEqual([]);
  }, 60_000);

  it("nor when the id stands in the body", async () => {
    const wrong = await Promise.all(
      Object.entries(TAKES_WITHIN).map(async ([where, kind]) => {
        const [operation, field = ""] = where.split(" ");
        const route = open.find((one) => nameOf(one) === operation);
        if (route === undefined) throw new Error(`no door ${where}`);
        const nothing = await told(route, joseph, { body: { [field]: NOTHING } });
        const answer = await told(route, joseph, { body: { [field]: hers.ids[kind] } });
        return answer.startsWith("404 ") && answer === nothing ? [] : [[where, answer, nothing]];
      }),
    );
    expect(wrong.flat()).toEqual([]);
  });

  it("nor when a program asks", async () => {
    const authorization = `Bearer ${program}`;
    const doors = withId.filter((route) => documented(route)["x-scope"] !== undefined);
    const answers = await Promise.all(
      doors.map(async (route) => {
        const id = hers.ids[TAKES[nameOf(route)] ?? "user"];
        return [nameOf(route), await told(route, joseph, { path: { id }, authorization })];
      }),
    );
    expect(Object.fromEntries(answers)).toEqual({
      "holds/capture-hold": "404 hold_not_found",
      "holds/get-hold": "404 hold_not_found",
      "holds/release-hold": "404 hold_not_found",
      "wallet/get-transaction": "404 transaction_not_found",
    });
  });

  // After all of that: whoever it belongs to finds it, so that the 404s above were not for something that is not there.
  it("find it for whoever it belongs to", async () => {
    const number = hers.pushNumber === "42" ? "43" : "42";
    const last = ({ method }: Route) => Number(method === "DELETE");
    for (const route of withId.toSorted((a, b) => last(a) - last(b))) {
      const id = hers.ids[TAKES[nameOf(route)] ?? "user"];
      const body = nameOf(route) === "mfa/approve-push" ? { number } : {};
      expect(await told(route, amina, { path: { id }, body }), nameOf(route)).not.toMatch(/^404/);
    }
  });
});
