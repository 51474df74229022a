import { describe, expect, it } from "vitest";
import { readManifest } from "../../stacks/manifest.ts";
import { local } from "../kit/cloud.ts";
import { expectStatus } from "../kit/people.ts";

const SCHEDULED = readManifest()
  .doors.filter(({ kind }) => kind === "cron")
  .map(({ id }) => id);

/** Which of them come by themselves hangs on how far other tests move the clock, and on how long they take. */
describe("each scheduled function", () => {
  it("has a schedule of its name, and there is no other", async () => {
    const { body } = await local.get("/schedules");
    const names = (body as unknown as readonly { readonly name: string }[]).map(({ name }) => name);
    expect(names.toSorted()).toEqual(SCHEDULED.toSorted());
  });

  it.each(SCHEDULED)("succeeds as it is deployed, with its own role and secrets: %s", async (id) => {
    const answer = await local.post(`/schedules/${encodeURIComponent(id)}/run`, {});
    expectStatus(answer, 200);
    const results = answer.body["results"] as readonly { readonly status: string }[];
    expect(
      results.map(({ status }) => status),
      JSON.stringify(results),
    ).toEqual(["succeeded"]);
  });
});
