import { SCOPES } from "@cowry/core/kernel";
import { beforeAll, describe, expect, it } from "vitest";
import { type Json, type Route, routes } from "../kit/document.ts";
import { expectStatus, people, type Person } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";
import { bodyOf } from "./ask.ts";
import { type Belongings, belongingsOf, type Kind, KINDS } from "./belongings.ts";
import { documented, nameOf, ofEach, told } from "./told.ts";

/** Written once, run for every door of docs/openapi.json with an id: what is somebody else's is as if it were not there. */

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
    await joseph.setPin();
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
