import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, cloud, local, send } from "../kit/cloud.ts";
import { document, leak, routeOf, routes, validator } from "../kit/document.ts";

/** What no route answers is a problem too. */

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const isProblem = validator(document.components.schemas["Problem"] ?? {});

// A quick machine asks more often than the stage admits: a second fills its bucket again.
beforeEach(() => local.advance("PT1S", []));

async function ask(method: string, path: string): Promise<Answer> {
  const body = ["GET", "DELETE"].includes(method) ? {} : { body: {} };
  const answer = await send(method, `${cloud().origin}${path}`, { ...body, headers: { "x-request-id": "gateway-1" } });
  expect(isProblem(answer.body), JSON.stringify(answer.body)).toBe(true);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.requestId).toBe("gateway-1");
  expect(leak(answer)).toBeUndefined();
  return answer;
}

describe("a path that does not exist", () => {
  it.each(["/", "/api", "/api/v1", "/api/v1/nothing", "/api/v1/wallet/balance/", "/api/v2/wallet/balance", "/%00"])(
    "%s is a 404 problem for every method",
    async (path) => {
      for (const method of METHODS) {
        const answer = await ask(method, path);
        expect([answer.status, answer.body["code"]]).toEqual([404, "route_not_found"]);
      }
    },
  );
});

const paths = [...new Set(routes.map(({ path }) => path))];

describe("a method that a path does not answer to", () => {
  it.each(paths)("is a 405 problem with Allow: %s", async (template) => {
    const path = template.replaceAll(/\{[^}]+\}/g, "0192d7a0-1111-7222-8333-444455556666");
    // A path may be an instance of another one's template.
    const allowed = METHODS.filter((method) => routeOf(method, path) !== undefined).sort();
    for (const method of METHODS.filter((each) => !allowed.includes(each))) {
      const answer = await ask(method, path);
      expect([answer.status, answer.body["code"]]).toEqual([405, "method_not_allowed"]);
      expect(answer.headers.get("allow")).toBe(allowed.join(", "));
    }
  });
});
