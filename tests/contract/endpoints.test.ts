import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, cloud, local, send, type SendOptions } from "../kit/cloud.ts";
import { departure, leak, type Parameter, type Route, routes } from "../kit/document.ts";
import { freshPhone, Person } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";
import { mutationsOf, nastyTexts } from "./mutations.ts";

/** Written once, run for every route of docs/openapi.json: a new door is covered by its definition. */

const titled = (list: readonly Route[]) => list.map((route) => [`${route.method} ${route.path}`, route] as const);
const canonical = routes.filter(({ operation }) => operation["x-alias-of"] === undefined);
const callerOf = ({ operation }: Route) => Object.keys(operation.security[0] ?? {})[0];
const bodyOf = ({ operation }: Route) => operation.requestBody?.content["application/json"];
/** A signed webhook: its bytes are looked at only when the signature is right. */
const isSigned = ({ operation }: Route) =>
  bodyOf({ operation } as Route) !== undefined && operation.responses["415"] === undefined;
const withBody = canonical.filter((route) => bodyOf(route) !== undefined && !isSigned(route));
const parametersIn = ({ operation }: Route, where: Parameter["in"]) =>
  operation.parameters.filter((parameter) => parameter.in === where);

const tokens: Record<string, string> = {};

beforeAll(async () => {
  const customer = await new Person(freshPhone(), "Contract").signUp();
  tokens["accessToken"] = customer.access;
  tokens["staffToken"] = (await staff("super_admin")).access;
  const newcomer = await new Person(freshPhone(), "Newcomer").verifyPhone();
  tokens["tempToken"] = String(newcomer["temp_token"]);
});

interface Ask extends SendOptions {
  readonly path?: string;
  readonly query?: string;
  readonly token?: string | undefined;
}

let asked = 0;

/** Sends the route's example with some of it changed; holds the answer against the document. */
async function ask(route: Route, changes: Ask = {}): Promise<Answer> {
  const { path = pathOf(route), query = queryOf(route), token = tokenFor(route), headers, ...rest } = changes;
  const requestId = `contract-${++asked}-${process.pid}`;
  const example = bodyOf(route)?.example;
  const answer = await send(route.method, `${cloud().origin}${path}${query}`, {
    ...(rest.raw === undefined && example !== undefined ? { body: example } : {}),
    ...rest,
    headers: {
      "x-request-id": requestId,
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  expect(departure(route, answer)).toBeUndefined();
  expect(leak(answer)).toBeUndefined();
  if (headers?.["x-request-id"] === undefined) expect(answer.requestId).toBe(requestId);
  return answer;
}

const tokenFor = (route: Route) => tokens[callerOf(route) ?? ""] ?? "";

function pathOf(route: Route, values: Readonly<Record<string, string>> = {}): string {
  return route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const example = parametersIn(route, "path").find((parameter) => parameter.name === name)?.example ?? "x";
    return encodeURIComponent(values[name] ?? example);
  });
}

function queryOf(route: Route, values: Readonly<Record<string, string>> = {}): string {
  const examples = parametersIn(route, "query").flatMap(({ name = "", example }) =>
    example === undefined ? [] : [[name, example] as const],
  );
  const query = new URLSearchParams({ ...Object.fromEntries(examples), ...values }).toString();
  return query === "" ? "" : `?${query}`;
}

async function wireOf(answer: Answer): Promise<readonly unknown[]> {
  const { body } = await local.get(`/wire?request_id=${encodeURIComponent(answer.requestId)}`);
  return body as unknown as readonly unknown[];
}

/** A refusal for form's sake: the code, the fields, and not one request to the table. */
async function expectMalformed(answer: Answer, code: string, paths?: readonly string[]): Promise<void> {
  expect([answer.status, answer.body["code"]], JSON.stringify(answer.body)).toEqual([
    { body_too_large: 413, unsupported_media_type: 415 }[code] ?? 400,
    code,
  ]);
  if (paths !== undefined) {
    const named = ((answer.body["errors"] ?? []) as readonly { readonly path: string }[]).map(({ path }) => path);
    expect(paths.some((path) => named.includes(path)) ? paths : named).toEqual(paths);
  }
  expect(await wireOf(answer)).toEqual([]);
}

describe.each(titled(routes.filter((route) => callerOf(route) !== undefined)))("%s, asked by nobody", (_, route) => {
  it("is 401 without a token, and the table is not asked", async () => {
    const answer = await ask(route, { token: "" });
    expect([answer.status, answer.body["code"]]).toEqual([401, "unauthenticated"]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await wireOf(answer)).toEqual([]);
  });

  it("is 401 with a token that is none, is cut, was changed, or is for something else", async () => {
    const good = tokenFor(route);
    const [head = "", claims = "", mark = ""] = good.split(".");
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url")}.${claims}.`;
    const other = tokens[callerOf(route) === "accessToken" ? "tempToken" : "accessToken"] ?? "";
    const changed = Buffer.from(Buffer.from(claims, "base64url").toString().replace("rider", "admin")).toString(
      "base64url",
    );
    for (const token of [
      "x",
      "a.b.c",
      `${head}.${claims}`,
      `${head}.${changed}.${mark.slice(0, -4)}AAAA`,
      unsigned,
      other,
    ]) {
      const answer = await ask(route, { token });
      expect([token, answer.status]).toEqual([token, 401]);
    }
  });

  it.runIf(callerOf(route) === "staffToken")("is 403 for people, and the table is not asked", async () => {
    const answer = await ask(route, { token: tokens["accessToken"] });
    expect([answer.status, answer.body["code"]]).toEqual([403, "forbidden"]);
    expect(await wireOf(answer)).toEqual([]);
  });

  it("is 401 before its body is looked at", async () => {
    expect((await ask(route, { token: "", ...(bodyOf(route) === undefined ? {} : { raw: "{" }) })).status).toBe(401);
  });
});

describe.each(titled(routes))("%s", (_, route) => {
  it("answers its example as documented", async () => {
    expect((await ask(route)).status).toBeLessThan(500);
  });

  it("makes a request id where it gets none that is usable", async () => {
    for (const id of ["", "x".repeat(65), "two words"]) {
      const answer = await ask(route, { token: "", headers: { "x-request-id": id } });
      expect(answer.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    }
  });

  it("may not be kept by a cache unless it says so", async () => {
    const { headers } = await ask(route, { token: "" });
    expect(headers.get("cache-control")).toMatch(/^(no-store|public, max-age=\d+)$/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe.each(titled(withBody))("%s, the body", (_, route) => {
  const { schema = {}, example = {} } = bodyOf(route) ?? {};

  it.each([
    ["that is cut off", '{"a":'],
    ["that is two values", "{} {}"],
    ["that is no JSON", "amount=5"],
  ])("%s is refused", async (_, raw) => {
    await expectMalformed(await ask(route, { raw }), "invalid_request", ["body"]);
  });

  it.each(["[]", "null", '"text"', "5"])("that is %s is refused", async (raw) => {
    await expectMalformed(await ask(route, { raw }), "invalid_request");
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])("as %s is 415", async (type) => {
    if (Object.hasOwn(route.operation.requestBody?.content ?? {}, type)) return;
    await expectMalformed(await ask(route, { headers: { "content-type": type } }), "unsupported_media_type");
  });

  it("above 64 KB is 413", async () => {
    const raw = JSON.stringify({ ...example, unexpected: "x".repeat(65_536) });
    await expectMalformed(await ask(route, { raw }), "body_too_large");
  });

  it.each(mutationsOf(schema, example).map((mutation) => [mutation.title, mutation] as const))(
    "%s is refused with the path of the field",
    async (_, { value, paths }) => {
      await expectMalformed(await ask(route, { body: value }), "invalid_request", paths);
    },
  );
});

describe.each(titled(canonical.filter((route) => !isSigned(route))))("%s, query and headers", (_, route) => {
  it("refuses a parameter that it does not know, and one given twice", async () => {
    await expectMalformed(await ask(route, { query: "?unexpected=1" }), "invalid_request", ["query.unexpected"]);
    const [first] = parametersIn(route, "query");
    if (first?.name === undefined) return;
    const twice = `?${first.name}=1&${first.name}=1`;
    await expectMalformed(await ask(route, { query: twice }), "invalid_request", [`query.${first.name}`]);
  });

  const nasty = parametersIn(route, "query").flatMap(({ name = "", schema = {} }) =>
    nastyTexts(schema).map((text) => [name, text] as const),
  );
  it.each(nasty)("refuses ?%s=%s", async (name, text) => {
    await expectMalformed(await ask(route, { query: queryOf(route, { [name]: text }) }), "invalid_request", [
      `query.${name}`,
    ]);
  });

  it("refuses a device id that is not printable", async () => {
    const answer = await ask(route, { headers: { "x-device-id": "two words" } });
    await expectMalformed(answer, "invalid_request", ["header.x-device-id"]);
  });
});

describe.each(titled(canonical.filter((route) => parametersIn(route, "query").some(({ name }) => name === "cursor"))))(
  "%s, the cursor",
  (_, route) => {
    it("that we did not make is 400, and nothing is read", async () => {
      for (const cursor of ["AAAA", "x".repeat(200), Buffer.from('{"pk":"W#1"}').toString("base64url")]) {
        await expectMalformed(await ask(route, { query: queryOf(route, { cursor }) }), "invalid_cursor");
      }
    });
  },
);

const keyed = canonical.filter(({ operation }) => JSON.stringify(operation.parameters).includes("/IdempotencyKey"));
describe.each(titled(keyed))("%s, the idempotency key", (_, route) => {
  it.each(["x".repeat(256), "sch\u00fcssel"])("%s is refused", async (key) => {
    const answer = await ask(route, { headers: { "idempotency-key": key } });
    await expectMalformed(answer, "invalid_request", ["header.idempotency-key"]);
  });
});

describe.each(titled(canonical.filter((route) => parametersIn(route, "path").length > 0)))(
  "%s, the path",
  (_, route) => {
    const parameters = parametersIn(route, "path");

    it("with a malformed id is 400, with an unknown one 404", async () => {
      for (const { name = "", schema = {} } of parameters) {
        for (const text of nastyTexts(schema).filter((nasty) => nasty.trim() !== "")) {
          const answer = await ask(route, { path: pathOf(route, { [name]: text }) });
          await expectMalformed(answer, "invalid_request", [`path.${name}`]);
        }
      }
      const unknown = Object.fromEntries(
        parameters.map(({ name = "" }) => [name, "0192d7a0-1111-7222-8333-444455556666"]),
      );
      expect((await ask(route, { path: pathOf(route, unknown) })).status).toBe(404);
    });
  },
);
