import { describe, expect, it } from "vitest";
import { unknownRoute } from "./unknown-route.ts";

const routes = {
  "/wallet/holds": ["GET", "POST"],
  "/wallet/holds/{id}": ["GET"],
  "/health": ["GET"],
  "/slash/": ["POST"],
};
const said = (path: string) => {
  const { code, context } = unknownRoute(routes, { path });
  return [code, context?.allow];
};

describe("a request that no route answers", () => {
  it("learns which methods the path does answer to", () => {
    expect(said("/wallet/holds")).toEqual(["method_not_allowed", "GET, POST"]);
    expect(said("/wallet/holds/018f")).toEqual(["method_not_allowed", "GET"]);
  });

  it.each(["/", "/wallet", "/wallet/holds/", "/wallet/holds/1/2", "/health/", "/slash", "/Health", "/constructor"])(
    "learns that there is no path %s",
    (path) => expect(said(path)).toEqual(["route_not_found", undefined]),
  );
});
