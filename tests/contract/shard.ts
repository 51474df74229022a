import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Route, routes } from "../kit/document.ts";
import * as asking from "./ask.ts";
import {
  ask,
  type Asked,
  bodyOf,
  callerOf,
  type Case,
  failures,
  isSigned,
  parametersIn,
  pathOf,
  queryOf,
} from "./ask.ts";
import { closeDoors, openDoors } from "./in-process.ts";
import { amountProbesOf, nastyTexts, probesOf } from "./mutations.ts";
import { SOMETIMES_WITHOUT_ENTRY, WITHOUT_ENTRY } from "./trail.ts";

/**
 * Written once, run for every route of docs/openapi.json whose domain is chosen: a new door is covered by its
 * definition. An alias is the same function behind another path: it gets its example, a caller without a token and one
 * malformed body.
 */
export function contractOf(isChosen: (domain: string) => boolean): void {
  beforeAll(async () => {
    await asking.signAllIn();
    await openDoors();
  });
  afterAll(closeDoors);
  const titled = (list: readonly Route[]) => list.map((route) => [`${route.method} ${route.path}`, route] as const);
  const canonical = routes.filter(({ operation }) => operation["x-alias-of"] === undefined);
  const isMine = ({ operation }: Route) =>
    isChosen((operation["x-alias-of"] ?? operation.operationId).split("/")[0] ?? "");
  const whole = canonical.filter(isMine);
  const aliases = routes.filter((route) => route.operation["x-alias-of"] !== undefined && isMine(route));
  const guarded = whole.filter((route) => callerOf(route) !== undefined);
  const withBody = whole.filter((route) => bodyOf(route) !== undefined && !isSigned(route));
  const parsed = whole.filter((route) => !isSigned(route));

  describe.each(titled(guarded))("%s, asked by somebody else", (_, route) => {
    it("lets nobody in without a token of the right kind, and asks the table nothing", async () => {
      expect(await failures(route, strangers(route))).toEqual([]);
    });
  });

  describe.each(titled(withBody))("%s, the body", (_, route) => {
    it("is refused unless it is one JSON object of at most 64 KB", async () => {
      expect(await failures(route, malformedBodies(route))).toEqual([]);
    });

    it("is refused with the path of each field that is wrong", async () => {
      const { schema = {}, example = {} } = bodyOf(route) ?? {};
      const cases = probesOf(schema, example).map(({ value, ...probe }) => ({ ...MALFORMED, ...probe, body: value }));
      const amounts = amountProbesOf(schema, example).map(({ path, ...probe }) => ({
        ...MALFORMED,
        ...probe,
        any: [path],
      }));
      expect(await failures(route, [...cases, ...amounts])).toEqual([]);
    });
  });

  describe.each(titled(parsed))("%s, all else", (_, route) => {
    it("is refused where query, path or headers are malformed", async () => {
      expect(await failures(route, malformedElsewhere(route))).toEqual([]);
    });
  });

  describe.each(titled(whole.filter((route) => parametersIn(route, "path").some(isId))))("%s, the path", (_, route) => {
    it("is 404 for an id that nothing has", async () => {
      const unknown = parametersIn(route, "path").filter(isId);
      const values = unknown.map(({ name = "" }) => [name, "0192d7a0-1111-7222-8333-444455556666"] as const);
      const answer = await ask(route, { path: pathOf(route, Object.fromEntries(values)) });
      expect([answer.status, answer.trouble]).toEqual([404, undefined]);
    });
  });

  describe.each(titled(whole))("%s", (_, route) => {
    it("answers its example as documented, with a request id, for no cache", async () => {
      const answer = await ask(route);
      expect(answer.trouble).toBeUndefined();
      expect(answer.status).toBeLessThan(500);
      expect(answer.headers.get("cache-control")).toMatch(/^(no-store|public, max-age=\d+)$/);
      expect(SAFE_HEADERS.map(([name]) => [name, answer.headers.get(name)])).toEqual(SAFE_HEADERS);
      expect(await entryMissedBy(route, answer)).toBeUndefined();
      // Whoever has no token is answered before anything is asked; an open door would serve them.
      const askAgain = callerOf(route) === undefined ? ask : asking.askInProcess;
      for (const id of ["", "x".repeat(65), "two words"]) {
        const { requestId } = await askAgain(route, { token: "", headers: { "x-request-id": id } });
        expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
      }
    });
  });

  describe.each(titled(whole.filter((route) => atTheFrontDoor(route).length > 0)))(
    "%s, at the front door",
    (_, route) => {
      it("refuses over HTTP what it refuses in process", async () => {
        expect(await failures(route, atTheFrontDoor(route), "over HTTP")).toEqual([]);
      });
    },
  );

  describe.each(titled(aliases))("%s, an alias", (_, route) => {
    it("leads to the same function", async () => {
      expect(await failures(route, atTheFrontDoor(route), "over HTTP")).toEqual([]);
      const answer = await ask(route);
      expect(answer.trouble).toBeUndefined();
      expect(answer.status).toBeLessThan(500);
    });
  });
}

/** On every answer of every door, success or problem: nothing of ours is a page, sniffed, framed, embedded or told on. */
const SAFE_HEADERS = [
  ["x-content-type-options", "nosniff"],
  ["strict-transport-security", "max-age=31536000; includeSubDomains"],
  ["content-security-policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-resource-policy", "same-origin"],
] as const;

/** What a customer changed by an example that succeeded stands in their trail, under this very request. */
async function entryMissedBy(route: Route, { status, requestId }: Asked): Promise<string | undefined> {
  const { operationId } = route.operation;
  const isChange = route.method !== "GET" && callerOf(route) === "accessToken" && status < 300;
  if (!isChange || WITHOUT_ENTRY.has(operationId) || SOMETIMES_WITHOUT_ENTRY.has(operationId)) return undefined;
  const requests = await asking.requestsInTrail();
  return requests.includes(requestId) ? undefined : `${operationId} left no entry: ${requests.join()}`;
}

const MALFORMED = { status: 400, code: "invalid_request", unread: true } as const;
const UNKNOWN = { status: 401, code: "unauthenticated", unread: true } as const;

const isId = ({ schema = {} }: { readonly schema?: Route["operation"]["parameters"][number]["schema"] }) =>
  String(schema["pattern"]).startsWith("^[0-9a-f]{8}-");

/** What shows that a request reaches the door as it was sent, and its refusal the caller. */
function atTheFrontDoor(route: Route): readonly Case[] {
  const nobody = callerOf(route) === undefined ? [] : [{ ...UNKNOWN, title: "nobody", token: "" }];
  const hasBody = bodyOf(route) !== undefined && !isSigned(route);
  const cut = { ...MALFORMED, title: "a body cut off", raw: '{"a":', any: ["body"] };
  return [...nobody, ...(hasBody ? [cut] : [])];
}

function strangers(route: Route): readonly Case[] {
  const good = asking.tokenFor(route);
  const [head = "", claims = "", mark = ""] = good.split(".");
  const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${claims}.`;
  const changed = Buffer.from(Buffer.from(claims, "base64url").toString().replace("rider", "admin"));
  const forged = `${head}.${changed.toString("base64url")}.${mark.slice(0, -4)}AAAA`;
  const wrong = { none: "", "no token": "x", odd: "a.b.c", cut: `${head}.${claims}`, forged, unsigned };
  const cases = Object.entries({ ...wrong, "of another kind": asking.otherToken(route) }).map(([title, token]) => ({
    ...UNKNOWN,
    title,
    token,
  }));
  const early = bodyOf(route) === undefined ? [] : [{ ...UNKNOWN, title: "before the body", token: "", raw: "{" }];
  const people =
    callerOf(route) === "staffToken"
      ? [{ title: "people", status: 403, code: "forbidden", unread: true, token: asking.customerToken() } as const]
      : [];
  return [...cases, ...early, ...people];
}

function malformedBodies(route: Route): readonly Case[] {
  const example = bodyOf(route)?.example ?? {};
  const cut = ['{"a":', "{} {}", "amount=5"].map((raw) => ({ ...MALFORMED, title: raw, raw, any: ["body"] }));
  const others = ["[]", "null", '"text"', "5"].map((raw) => ({ ...MALFORMED, title: raw, raw }));
  const taken = Object.keys(route.operation.requestBody?.content ?? {});
  const untaken = OTHER_TYPES.filter((type) => !taken.includes(type));
  const types = untaken.map((type) => ({
    ...{ title: type, status: 415, code: "unsupported_media_type", unread: true as const },
    headers: { "content-type": type },
  }));
  const raw = JSON.stringify({ ...example, unexpected: "x".repeat(65_536) });
  const large = { title: "above 64 KB", status: 413, code: "body_too_large", unread: true as const, raw };
  return [...cut, ...others, ...types, large];
}

const OTHER_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];

function malformedElsewhere(route: Route): readonly Case[] {
  const query = parametersIn(route, "query");
  const [first] = query;
  const twice = first?.name === undefined ? [] : [{ name: first.name, query: `?${first.name}=1&${first.name}=1` }];
  const nasty = (where: "query" | "path") =>
    parametersIn(route, where).flatMap(({ name = "", schema = {} }) =>
      nastyTexts(schema)
        .filter((text) => where === "query" || text.trim() !== "")
        .map((text) => ({
          ...{ ...MALFORMED, title: `${where}.${name} ${text.slice(0, 20)}`, any: [`${where}.${name}`] },
          ...(where === "query"
            ? { query: queryOf(route, { [name]: text }) }
            : { path: pathOf(route, { [name]: text }) }),
        })),
    );
  const cursors = query.some(({ name }) => name === "cursor") ? CURSORS : [];
  const keyed = JSON.stringify(route.operation.parameters).includes("/IdempotencyKey");
  return [
    { ...MALFORMED, title: "unknown parameter", query: "?unexpected=1", any: ["query.unexpected"] },
    ...twice.map(({ name, query: text }) => ({ ...MALFORMED, title: "twice", query: text, any: [`query.${name}`] })),
    ...nasty("query"),
    ...nasty("path"),
    ...cursors.map((cursor) => ({
      ...{ title: `cursor ${cursor.slice(0, 8)}`, status: 400, code: "invalid_cursor" },
      // The domain reads it, after the credentials of staff have been looked at.
      ...(callerOf(route) === "staffToken" ? {} : { unread: true as const }),
      query: queryOf(route, { cursor }),
    })),
    ...header("x-device-id", "two words"),
    ...(keyed ? [...header("idempotency-key", "x".repeat(256)), ...header("idempotency-key", "sch\u00fcssel")] : []),
  ];
}

const CURSORS = ["AAAA", "x".repeat(200), Buffer.from('{"pk":"W#1"}').toString("base64url")];

function header(name: string, value: string): readonly Case[] {
  return [{ ...MALFORMED, title: `${name} ${value.slice(0, 9)}`, headers: { [name]: value }, any: [`header.${name}`] }];
}
