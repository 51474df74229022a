import { AmountMinor, defineErrors, Id, PageQuery, pageOf } from "@cowry/core/kernel";
import * as z from "zod/mini";
import type { EndpointDefinition } from "./definition.ts";
import type { Door, HttpDoor } from "./door.ts";
import { nothing } from "./reply.ts";

/** A small product, to generate files from. */

export const sampleErrors = defineErrors("purse", {
  purse_empty: {
    kind: "refused",
    says: "The purse is empty.",
    remedy: "Fill it.",
    details: z.strictObject({ missing: AmountMinor }),
  },
  purse_locked: { kind: "locked", says: "The purse is locked." },
});

export function httpDoor(id: string, definition: Partial<EndpointDefinition>): HttpDoor {
  return {
    id,
    domain: id.split("/")[0] ?? "",
    file: `packages/functions/src/${id}.ts`,
    kind: "http",
    definition: {
      route: "GET /api/v1/x",
      summary: "Does x",
      caller: "anyone",
      example: {},
      returns: { 204: nothing },
      refuses: [],
      uses: {},
      ...definition,
    },
  };
}

export const pay = httpDoor("purse/pay", {
  route: "POST /api/v1/purse/{id}/payments",
  aliases: ["POST /purse/{id}/pay"],
  summary: "Pay from a purse",
  description: "At once.",
  caller: "customer",
  confirm: "pin",
  idempotent: true,
  rateLimits: ["5 per minute"],
  body: z.strictObject({ amount: AmountMinor, reference: z.optional(z.string().check(z.maxLength(64))) }),
  params: z.strictObject({ id: Id }),
  example: {
    params: { id: "0192d7a0-0000-7000-8000-000000000000" },
    body: { amount: 5, pin: "4826" },
    needs: "a purse with 5 in it",
  },
  returns: { 201: z.strictObject({ id: Id }) },
  refuses: [sampleErrors.purse_empty, sampleErrors.purse_locked],
  uses: { table: "write", secrets: ["PIN_PEPPERS"] },
});

export const list = httpDoor("purse/list", {
  route: "GET /api/v1/purse",
  caller: "customer",
  query: z.strictObject({ ...PageQuery }),
  example: { query: { limit: "2" } },
  returns: { 200: pageOf(z.strictObject({ id: Id })) },
  uses: { table: "read", secrets: ["CURSOR_KEYS"] },
});

export const sweep: Door = {
  id: "purse/sweep",
  domain: "purse",
  file: "packages/functions/src/purse/sweep.cron.ts",
  kind: "cron",
  definition: { summary: "Sweeps", schedule: "cron(0 2 * * ? *)", refuses: [], uses: { table: "write" } },
};

export const watch: Door = {
  id: "purse/watch",
  domain: "purse",
  file: "packages/functions/src/purse/watch.stream.ts",
  kind: "stream",
  definition: { summary: "Watches", filter: { eventName: ["INSERT"] }, batchSize: 10, refuses: [], uses: {} },
};

export const count: Door = {
  id: "purse/count",
  domain: "purse",
  file: "packages/functions/src/purse/count.step.ts",
  kind: "step",
  definition: { summary: "Counts", input: z.strictObject({}), output: z.strictObject({}), refuses: [], uses: {} },
};

export const everything: readonly Door[] = [watch, pay, sweep, list, count];
