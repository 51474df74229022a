import { describe, expect, it } from "vitest";
import { type EventFacts, type GatewayRequest, toAnswer, toEvent } from "./payload.ts";

const request = (more: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: "POST",
  rawPath: "/things/a%20b",
  rawQuery: "x=1&x=2&y=%C3%A9",
  headers: [
    ["Host", "127.0.0.1:4000"],
    ["Content-Type", "application/json; charset=utf-8"],
    ["X-Many", "one"],
    ["x-many", "two"],
    ["Cookie", "a=1; b=2"],
    ["User-Agent", "test"],
  ],
  body: Buffer.from('{"ok":true}'),
  sourceIp: "10.1.2.3",
  protocol: "HTTP/1.1",
  ...more,
});

const FACTS: EventFacts = {
  kind: "http-api",
  accountId: "000000000000",
  apiId: "abc",
  domainName: "abc.execute-api.eu-west-1.amazonaws.com",
  requestId: "id=",
  routeKey: "POST /things/{id}",
  pathParameters: { id: "a b" },
  nowMs: Date.UTC(2026, 2, 5, 9, 3, 58, 123),
};

describe("an event of payload format 2.0", () => {
  it("has exactly the fields that AWS sends", () => {
    expect(toEvent(request(), FACTS)).toEqual({
      version: "2.0",
      routeKey: "POST /things/{id}",
      rawPath: "/things/a b",
      rawQueryString: "x=1&x=2&y=%C3%A9",
      cookies: ["a=1", "b=2"],
      headers: {
        host: "127.0.0.1:4000",
        "content-type": "application/json; charset=utf-8",
        "x-many": "one,two",
        "user-agent": "test",
        "content-length": "11",
        "x-forwarded-for": "10.1.2.3",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
      },
      queryStringParameters: { x: "1,2", y: "é" },
      requestContext: {
        accountId: "000000000000",
        apiId: "abc",
        domainName: "abc.execute-api.eu-west-1.amazonaws.com",
        domainPrefix: "abc",
        http: { method: "POST", path: "/things/a b", protocol: "HTTP/1.1", sourceIp: "10.1.2.3", userAgent: "test" },
        requestId: "id=",
        routeKey: "POST /things/{id}",
        stage: "$default",
        time: "05/Mar/2026:09:03:58 +0000",
        timeEpoch: FACTS.nowMs,
      },
      pathParameters: { id: "a b" },
      body: '{"ok":true}',
      isBase64Encoded: false,
    });
  });

  it("leaves out what is not there", () => {
    const event = toEvent(request({ rawQuery: "", headers: [], body: Buffer.alloc(0) }), {
      ...FACTS,
      pathParameters: {},
    });
    for (const name of ["cookies", "queryStringParameters", "pathParameters", "body"])
      expect(event).not.toHaveProperty(name);
    expect(event).toMatchObject({ rawQueryString: "", isBase64Encoded: false });
  });

  it.each([
    ["application/json", false],
    ["application/problem+json", false],
    ["text/plain; charset=utf-8", false],
    ["application/x-www-form-urlencoded", true],
    ["image/png", true],
    [undefined, true],
  ])("sends a body of type %s as base64: %s", (type, base64) => {
    const headers = type === undefined ? [] : ([["content-type", type]] as const);
    const event = toEvent(request({ headers, body: Buffer.from("hé") }), FACTS);
    expect(event).toMatchObject({ isBase64Encoded: base64, body: base64 ? "aMOp" : "hé" });
  });

  it("keeps the path of a function URL as it was sent", () => {
    expect(toEvent(request(), { ...FACTS, kind: "url" })).toMatchObject({ rawPath: "/things/a%20b" });
  });

  it("adds the caller to those a proxy has forwarded for", () => {
    const event = toEvent(request({ headers: [["X-Forwarded-For", "192.0.2.1"]] }), FACTS);
    expect(event).toMatchObject({ headers: { "x-forwarded-for": "192.0.2.1, 10.1.2.3" } });
  });
});

describe("a function's result", () => {
  const shown = (result: unknown) => {
    const answer = toAnswer(result);
    return answer && { status: answer.status, headers: answer.headers, body: answer.body.toString() };
  };

  it("is the body itself where there is no status", () => {
    expect(shown({ ok: true })).toEqual({
      status: 200,
      headers: [["content-type", "application/json"]],
      body: '{"ok":true}',
    });
    expect(shown("hello")).toEqual({
      status: 200,
      headers: [["content-type", "text/plain;charset=UTF-8"]],
      body: "hello",
    });
    expect(shown('{"a":1}')).toMatchObject({ headers: [["content-type", "application/json"]], body: '{"a":1}' });
    expect(shown(undefined)).toMatchObject({ status: 200, body: "null" });
  });

  it("gives status, headers, cookies and a decoded body", () => {
    const result = {
      statusCode: 201,
      headers: { "Content-Type": "image/png", "x-count": 3, "x-none": null },
      cookies: ["a=1; Secure", "b=2"],
      body: Buffer.from("png").toString("base64"),
      isBase64Encoded: true,
    };
    expect(shown(result)).toEqual({
      status: 201,
      headers: [
        ["content-type", "image/png"],
        ["x-count", "3"],
        ["set-cookie", "a=1; Secure"],
        ["set-cookie", "b=2"],
      ],
      body: "png",
    });
  });

  it.each([
    [{ statusCode: "abc" }],
    [{ statusCode: 99 }],
    [{ statusCode: 200, body: { a: 1 } }],
    [{ statusCode: 200, headers: { a: {} } }],
    [{ statusCode: 200, cookies: "a=1" }],
  ])("%j is none that the gateway takes", (result) => {
    expect(toAnswer(result)).toBeUndefined();
  });
});
