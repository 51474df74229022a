/**
 * Runs before each file of the projects that play the table in their own process: every condition that a test sends is
 * one that docs/proof/conditions.json has, so that none is left out of the proof that some test notices its absence.
 */
import { ClientRequest, type IncomingMessage } from "node:http";
import { afterAll, expect, inject } from "vitest";
import type { Tap } from "../../scripts/conditions/tap.ts";

const WATCHED = Symbol.for("cowry.watched");
const { testPath = "" } = expect.getState();
// Others send none of the product's conditions.
if (/\/(packages\/core\/src|tests\/invariants)\//.test(testPath)) {
  const { tap } = await import("../../scripts/conditions/tap.ts");
  const { collect, unknownOf } = await import("../../scripts/conditions/known.ts");
  watch(tap);
  afterAll(() => {
    const seen = tap.take();
    // With a plan, only some of the tests run.
    if (inject("plan") === undefined) collect(testPath, seen);
    expect(unknownOf(seen), "conditions that docs/proof/conditions.md does not have yet").toEqual([]);
  });
}

/** Requests of the SDK leave the process through this, whole. */
function watch(tap: Tap): void {
  const end = Reflect.get(ClientRequest.prototype, "end") as (...given: unknown[]) => unknown;
  // Another file of this process has been here before.
  if (Reflect.has(end, WATCHED)) return;
  const passing = function (this: ClientRequest, ...given: readonly unknown[]): unknown {
    const [body, ...rest] = given;
    const target = String(this.getHeader("x-amz-target"));
    if (!target.startsWith("DynamoDB_") || body === undefined) return Reflect.apply(end, this, given);
    const text = typeof body === "string" ? body : Buffer.from(body as Uint8Array).toString();
    const operation = target.replace(/^.*\./, "");
    const passed = tap.pass(operation, text);
    this.once("response", (response) => overhear(response, (answer) => tap.answered(operation, passed, answer)));
    if (passed === text) return Reflect.apply(end, this, given);
    this.setHeader("content-length", Buffer.byteLength(passed));
    return Reflect.apply(end, this, [passed, ...rest]);
  };
  Reflect.set(ClientRequest.prototype, "end", Object.assign(passing, { [WATCHED]: true }));
}

/** What is refused, as it comes in: whoever reads it reads it as before. */
function overhear(response: IncomingMessage, told: (answer: string) => void): void {
  if (response.statusCode !== 400) return;
  const push = response.push.bind(response);
  const chunks: Buffer[] = [];
  response.push = (chunk: Buffer | null, encoding) => {
    if (chunk === null) told(Buffer.concat(chunks).toString());
    else chunks.push(chunk);
    return push(chunk, encoding);
  };
}
