import { errors, newId, now, type System } from "@cowry/core/kernel";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { coldStart, doorName, runsInLambda } from "./config.ts";
import type { DoorDefinition } from "./definition.ts";
import { secretsOf } from "./implied.ts";
import { describeThrown, type LogFields, log } from "./logger.ts";
import { toAppError } from "./problem.ts";

/** What every door has whose caller is no person: a workflow step, a stream consumer, a cron. */
export interface MachineInput {
  readonly actor: System;
  readonly request: { readonly id: string };
}

/** Leaves time to log and to answer before Lambda stops the door. */
const TIMEOUT_MARGIN_MS = 500;

/**
 * The middy stack of such a door: error log → configuration → call. What it throws is thrown on, so that the service
 * that called tries again or catches it; the error's name is the refusal's code.
 */
export function machine<Event, Result>(
  definition: DoorDefinition,
  call: (event: Event, input: MachineInput) => Promise<Result>,
): (event: Event, context: Context) => Promise<Result> {
  const ready = coldStart({ uses: definition.uses, secrets: secretsOf(definition) });
  if (runsInLambda()) ready().catch(() => undefined);

  const stack = middy<Event, Result>({
    timeoutEarlyInMillis: TIMEOUT_MARGIN_MS,
    timeoutEarlyResponse: () => {
      throw errors.unavailable();
    },
  })
    .use({
      onError: (request: middy.Request) => {
        throw named(request.error, request.context.awsRequestId);
      },
    })
    .use({ before: ready })
    .handler(async (event: Event, context: Context) => {
      const startedAtMs = now();
      const result = await call(event, machineInput(context));
      logEvent("info", context.awsRequestId, { ms: now() - startedAtMs });
      return result;
    });
  return async (event, context) => stack(event, context);
}

function machineInput({ awsRequestId = newId() }: Partial<Context>): MachineInput {
  const origin = { requestId: awsRequestId, ip: "", deviceId: undefined, userAgent: undefined };
  return { actor: { kind: "system", name: doorName(), origin }, request: { id: awsRequestId } };
}

export function logEvent(level: "info" | "error", requestId: string, fields: LogFields): void {
  log(level, "event", { request_id: requestId, door: doorName(), ...fields });
}

/** The error as Step Functions and Lambda see it: `Error` equal to a stable code, a public message, no stack of ours. */
function named(thrown: unknown, requestId: string): Error {
  const error = toAppError(thrown);
  const ours = error.kind === "bug" || error.kind === "unavailable";
  logEvent(ours ? "error" : "info", requestId, {
    code: error.code,
    ...(ours ? describeThrown(error) : {}),
  });
  const shown = new Error(error.message);
  shown.name = error.code;
  shown.stack = "";
  return shown;
}
