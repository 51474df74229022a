import { AppError, PageQuery } from "@cowry/core/kernel";
import * as z from "zod/mini";
import { describe, expect, it } from "vitest";
import { type EventOptions, httpEvent } from "./cloud.testkit.ts";
import type { EndpointDefinition } from "./definition.ts";
import { originOf, parseRequest, requestIdOf } from "./request.ts";

const base: EndpointDefinition = {
  route: "POST /test",
  summary: "",
  caller: "anyone",
  example: {},
  returns: {},
  refuses: [],
  uses: {},
};
const Transfer = z.strictObject({
  amount: z.int().check(z.minimum(1), z.maximum(1000)),
  to: z.strictObject({ phone: z.string().check(z.maxLength(16)) }),
  reference: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  kind: z.optional(z.enum(["now", "later"])),
});
const transfer = { amount: 5, to: { phone: "+234" } };

function parse(definition: Partial<EndpointDefinition>, options: EventOptions = {}) {
  return parseRequest({ ...base, ...definition }, httpEvent(options), "rid");
}

function refusal(definition: Partial<EndpointDefinition>, options: EventOptions): AppError {
  try {
    parse(definition, options);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("was accepted");
}

const pathsOf = (error: AppError) => error.fields.map(({ path }) => path).sort();

describe("a body", () => {
  it("arrives as its schema reads it, base64 or not", () => {
    expect(parse({ body: Transfer }, { body: transfer }).body).toEqual(transfer);
    expect(parse({ body: Transfer }, { body: transfer, base64: true }).body).toEqual(transfer);
  });

  it.each([
    ["nothing", undefined, ["amount", "to"]],
    ["a wrong type", { ...transfer, amount: "5" }, ["amount"]],
    ["a fraction", { ...transfer, amount: 0.5 }, ["amount"]],
    ["too much", { ...transfer, amount: 1001 }, ["amount"]],
    ["a wrong field further in", { ...transfer, to: { phone: 1 } }, ["to.phone"]],
    ["an unknown field", { ...transfer, extra: 1 }, ["extra"]],
    ["an unknown field further in", { ...transfer, to: { phone: "x", mail: "y" } }, ["to.mail"]],
    ["a word that is not in the list", { ...transfer, kind: "soon" }, ["kind"]],
    ["several things at once", { amount: 0, to: {}, x: 1 }, ["amount", "to.phone", "x"]],
    ["a list", [], ["body"]],
    ["null", null, ["body"]],
  ])("with %s is refused with the path of the field", (_, body, paths) => {
    const error = refusal({ body: Transfer }, { body: body === null ? "null" : body });
    expect(error.code).toBe("invalid_request");
    expect(pathsOf(error)).toEqual(paths);
  });

  it("named __proto__ or constructor is an unknown field, and reaches nothing", () => {
    const error = refusal({ body: Transfer }, { body: '{"__proto__":{"amount":1},"constructor":1}' });
    expect(pathsOf(error)).toEqual(["__proto__", "amount", "constructor", "to"]);
  });

  it("that is no JSON, or no UTF-8, is refused", () => {
    expect(pathsOf(refusal({ body: Transfer }, { body: '{"amount":' }))).toEqual(["body"]);
    const event = httpEvent({ body: transfer, base64: true });
    event.body = Buffer.from([0x7b, 0xff, 0x7d]).toString("base64");
    expect(() => parseRequest({ ...base, body: Transfer }, event, "rid")).toThrow(AppError);
  });

  it.each(["text/plain", "application/xml", "", "application/json; charset=latin1", "application/jsonx"])(
    "of content type %j is refused",
    (type) => {
      expect(refusal({ body: Transfer }, { body: transfer, headers: { "content-type": type } }).code).toBe(
        "unsupported_media_type",
      );
    },
  );

  it.each(["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])(
    "of content type %j is read",
    (type) => {
      expect(parse({ body: Transfer }, { body: transfer, headers: { "content-type": type } }).body).toEqual(transfer);
    },
  );

  it("of 64 KB is read, of one byte more is refused, counted in bytes", () => {
    const Note = z.strictObject({ note: z.string() });
    const fill = (size: number) => JSON.stringify({ note: "x".repeat(size - '{"note":""}'.length) });
    expect(parse({ body: Note }, { body: fill(65_536) }).body).toBeTruthy();
    expect(refusal({ body: Note }, { body: fill(65_537) }).code).toBe("body_too_large");
    expect(refusal({ body: Note }, { body: JSON.stringify({ note: "€".repeat(30_000) }) }).code).toBe("body_too_large");
  });

  it("is not read where the method has none", () => {
    const parsed = parse({ route: "GET /test" }, { method: "GET", body: "{{{", headers: { "content-type": "x" } });
    expect(parsed.body).toBeUndefined();
  });

  it("with any field is refused by a door that takes none", () => {
    expect(pathsOf(refusal({}, { body: { a: 1 } }))).toEqual(["a"]);
    expect(parse({}, { body: {} }).body).toEqual({});
  });

  it("never has a value repeated in the refusal", () => {
    const secret = "739148";
    const error = refusal(
      { body: Transfer },
      { body: { amount: secret, to: { phone: { pin: secret } }, kind: secret } },
    );
    expect(JSON.stringify(error.fields)).not.toContain(secret);
  });

  it("with thousands of unknown fields is refused with few of them", () => {
    const body = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`field${at}`, 1]));
    expect(refusal({ body: Transfer }, { body }).fields).toHaveLength(20);
  });
});

describe("query and path", () => {
  const Query = z.strictObject({ ...PageQuery, status: z.optional(z.enum(["open"])) });
  const definition = { route: "GET /test/{id}", query: Query, params: z.strictObject({ id: z.string() }) } as const;
  const get = (query: string) => ({ method: "GET", query, params: { id: "a" } });

  it("arrive as their schemas read them, with defaults", () => {
    expect(parse(definition, get("limit=5&status=open"))).toMatchObject({
      query: { limit: 5, status: "open" },
      params: { id: "a" },
    });
    expect(parse(definition, get("")).query).toEqual({ limit: 20 });
  });

  it.each([
    ["limit=0", ["query.limit"]],
    ["limit=101", ["query.limit"]],
    ["limit=", ["query.limit"]],
    ["limit=1.5", ["query.limit"]],
    ["limit=abc", ["query.limit"]],
    ["cursor=%20", ["query.cursor"]],
    ["stauts=open", ["query.stauts"]],
    ["status=open&status=open", ["query.status"]],
  ])("?%s is refused", (query, paths) => {
    expect(pathsOf(refusal(definition, get(query)))).toEqual(paths);
  });

  it("a parameter is refused by a door that takes none", () => {
    expect(pathsOf(refusal({}, { query: "a=1" }))).toEqual(["query.a"]);
  });

  it("names a wrong path parameter", () => {
    const strict = { ...definition, params: z.strictObject({ id: z.string().check(z.minLength(3)) }) };
    expect(pathsOf(refusal(strict, get("")))).toEqual(["path.id"]);
  });
});

describe("the idempotency key", () => {
  const definition = { body: Transfer, idempotent: true } as const;

  it("is the header, else the reference, else one of ours", () => {
    const body = { ...transfer, reference: "inv-7" };
    expect(parse(definition, { body, headers: { "idempotency-key": "k 1" } }).key).toBe("k 1");
    expect(parse(definition, { body }).key).toBe("inv-7");
    expect(parse(definition, { body: transfer }).key).toMatch(/^[0-9a-f-]{36}$/);
    expect(parse({ body: Transfer }, { body, headers: { "idempotency-key": "k" } }).key).toBeUndefined();
  });

  it.each(["", "x".repeat(256), "schlüssel", "tab\there"])("%j is refused", (key) => {
    const error = refusal(definition, { body: transfer, headers: { "idempotency-key": key } });
    expect(pathsOf(error)).toEqual(["header.idempotency-key"]);
  });
});

describe("the proof", () => {
  const definition = { body: Transfer, confirm: "pin" } as const;

  it("is lifted out of the body", () => {
    const withPin = parse(definition, { body: { ...transfer, pin: "4826" } });
    expect(withPin).toMatchObject({ body: transfer, proof: { pin: "4826" } });
    expect(withPin.body).not.toHaveProperty("pin");
    expect(parse(definition, { body: { ...transfer, confirmation: "tok.en-1" } }).proof).toEqual({
      confirmation: "tok.en-1",
    });
  });

  it.each([
    [{}, "pin"],
    [{ pin: "4826", confirmation: "t" }, "confirmation"],
    [{ pin: "482" }, "pin"],
    [{ pin: 4826 }, "pin"],
    [{ pin: "48263" }, "pin"],
    [{ pin: null }, "pin"],
    [{ confirmation: "" }, "confirmation"],
    [{ confirmation: "x".repeat(1025) }, "confirmation"],
    [{ confirmation: ["t"] }, "confirmation"],
  ])("%j is refused", (proof, path) => {
    expect(pathsOf(refusal(definition, { body: { ...transfer, ...proof } }))).toEqual([path]);
  });

  it("is not looked for in what is no object", () => {
    expect(pathsOf(refusal(definition, { body: [] }))).toEqual(["body"]);
  });
});

describe("what the request says of itself", () => {
  it.each(["a", "x".repeat(64), "8f-1:2/3"])("request id %j is kept", (id) => {
    expect(requestIdOf(httpEvent({ headers: { "x-request-id": id } }))).toBe(id);
  });

  it.each(["", "x".repeat(65), "with space", "ümlaut", "line\nbreak"])("request id %j is replaced", (id) => {
    expect(requestIdOf(httpEvent({ headers: { "x-request-id": id } }))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("keeps the user agent short and printable", () => {
    const event = httpEvent({ headers: { "user-agent": `a\u0007${"b".repeat(500)}` } });
    expect(originOf(event, "rid").userAgent).toBe(`a?${"b".repeat(126)}`);
  });

  it("refuses a device id that is not printable", () => {
    expect(pathsOf(refusal({}, { headers: { "x-device-id": "a b" } }))).toEqual(["header.x-device-id"]);
    expect(originOf(httpEvent({ headers: { "x-device-id": "d-1" } }), "rid").deviceId).toBe("d-1");
  });
});

describe("a raw door", () => {
  it("gets the bytes as they were sent, and no opinion on them", () => {
    const { request, body } = parse({ raw: true }, { body: "{not json", base64: true, query: "x=1" });
    expect(request.rawBody.toString()).toBe("{not json");
    expect(body).toBeUndefined();
  });

  it("still refuses more than 64 KB", () => {
    expect(refusal({ raw: true }, { body: "x".repeat(65_537) }).code).toBe("body_too_large");
  });
});
