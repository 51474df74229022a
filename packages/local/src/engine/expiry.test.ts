import { describe, expect, it } from "vitest";
import { MovableClock } from "../clock.ts";
import { record } from "../json.ts";
import type { EngineClient } from "./client.ts";
import { Expiry } from "./expiry.ts";

const TABLE = { name: "t", streamArn: "", engineStreamArn: undefined, keyAttributes: ["pk"], ttlAttribute: "ttl" };

/** What a sweep asks for: items that have expired before this second. */
function swept() {
  const clock = new MovableClock({ realNow: () => 0 });
  const seconds: unknown[] = [];
  const call = (_operation: string, input: object) => {
    seconds.push(record(record(record(input)["ExpressionAttributeValues"])[":now"])["N"]);
    return Promise.resolve({ Items: [] });
  };
  const client = { call } as unknown as EngineClient;
  return { clock, seconds, expiry: new Expiry(client, clock, [TABLE], () => undefined) };
}

describe("expiry after a move of the clock", () => {
  it("is looked for once the clock has gone on by a minute, be it in small steps", async () => {
    const { clock, seconds, expiry } = swept();
    for (const ms of [0, 0, 59_999, 1, 30_000, 30_000, 3_600_000]) {
      await clock.advance(ms);
      await expiry.sweepAfterMove();
    }
    expect(seconds).toEqual(["0", "60", "120", "3720"]);
  });
});
