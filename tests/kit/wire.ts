/**
 * Runs before each file of the projects that play the table in their own process: every condition that a test sends is
 * one that docs/proof/conditions.json has, so that none is left out of the proof that some test notices its absence.
 */
import { ClientRequest } from "node:http";
import { afterAll, afterEach, beforeEach, expect, inject } from "vitest";
import type { Mutation, Tap } from "../../scripts/conditions/tap.ts";

const { testPath = "" } = expect.getState();
// Others send none of the product's conditions.
if (/\/(packages\/core\/src|tests\/invariants)\//.test(testPath)) {
  const { tap } = await import("../../scripts/conditions/tap.ts");
  const { collect, unknownOf } = await import("../../scripts/conditions/known.ts");
  tap.mutate(inject("mutation"));
  watch(tap);
  if (inject("mutation") !== undefined) stopAtFirst(tap);
  afterAll(() => {
    const seen = tap.take();
    collect(testPath, seen);
    expect(unknownOf(seen), "conditions that docs/proof/conditions.md does not have yet").toEqual([]);
  });
}

/** Requests of the SDK leave the process through this, whole. */
function watch(tap: Tap): void {
  const end = Reflect.get(ClientRequest.prototype, "end") as (...given: unknown[]) => unknown;
  const passing = function (this: ClientRequest, ...given: readonly unknown[]): unknown {
    const [body, ...rest] = given;
    const target = String(this.getHeader("x-amz-target"));
    if (!target.startsWith("DynamoDB_") || body === undefined) return Reflect.apply(end, this, given);
    const text = typeof body === "string" ? body : Buffer.from(body as Uint8Array).toString();
    const passed = tap.pass(target.replace(/^.*\./, ""), text);
    if (passed === text) return Reflect.apply(end, this, given);
    this.setHeader("content-length", Buffer.byteLength(passed));
    return Reflect.apply(end, this, [passed, ...rest]);
  };
  Reflect.set(ClientRequest.prototype, "end", passing);
}

/** The first test that notices is enough; what comes after it might only suffer from it. */
function stopAtFirst(tap: Tap): void {
  let isNoticed = false;
  beforeEach(({ skip }) => skip(isNoticed, "noticed already"));
  afterEach(({ task }) => {
    isNoticed ||= task.result?.state === "fail";
    Object.assign(task.file.meta, { changed: tap.changed });
  });
}

declare module "vitest" {
  interface ProvidedContext {
    /** A condition that this run weakens on the wire. */
    mutation: Mutation | undefined;
  }
}
