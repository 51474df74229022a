import { afterAll, describe, expect, it } from "vitest";
import { cloud, local, send } from "../../kit/cloud.ts";
import { expectDocumented } from "../../kit/document.ts";

async function ask(path: string) {
  const url = `${cloud().origin}${path}`;
  const answer = await send("GET", url);
  expectDocumented("GET", url, answer);
  return answer;
}

const BUILD = { version: "0.1.0", commit: "local", stage: "dev" };

describe("GET /ready", () => {
  afterAll(() => local.faults({}));

  it("tells the build, and that the table and the secrets are there", async () => {
    expect((await ask("/ready")).body).toEqual({ status: "ready", ...BUILD });
    expect((await ask("/health")).body).toEqual({ status: "ok", ...BUILD });
  });

  it("names the table when it does not answer, and nothing of how it failed; health answers all the same", async () => {
    await local.faults({ throttling: 1 });
    const { status, body, headers } = await ask("/ready");
    expect([status, body["code"], body["details"]]).toEqual([503, "not_ready", { part: "table" }]);
    expect(headers.get("retry-after")).toBe("5");
    expect((await ask("/health")).status).toBe(200);
    await local.faults({});
    expect((await ask("/ready")).status).toBe(200);
  });
});
