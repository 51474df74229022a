import { errors } from "@cowry/core/kernel";
import type { Context } from "aws-lambda";
import * as z from "zod/mini";
import type { DoorDefinition, Schema } from "./definition.ts";
import { fieldErrors } from "./issues.ts";
import { machine, type MachineInput } from "./machine.ts";
import type { Shown } from "./reply.ts";

/** One task of a state machine. */
export interface StepDefinition extends DoorDefinition {
  readonly input: Schema;
  /** What the state machine gets back: plain JSON. */
  readonly output: Schema;
}

export type StepHandler<D extends StepDefinition> = ((
  event: z.input<D["input"]>,
  context: Context,
) => Promise<z.output<D["output"]>>) & { readonly definition: D & { readonly kind: "step" } };

type Produced<D extends StepDefinition> = D extends { readonly output: infer O extends Schema }
  ? Shown<z.input<O>>
  : never;

/**
 * A door that Step Functions calls. A refusal leaves as an error whose name is its code (`"ErrorEquals": ["unavailable"]`
 * is worth a retry); input that does not fit is `invalid_request`, output that does not fit is `internal_error`.
 */
export function step<const D extends StepDefinition, const R extends Produced<D>>(
  definition: D,
  run: (input: MachineInput & { readonly input: z.output<D["input"]> }) => R | Promise<R>,
): StepHandler<D> {
  const handler = machine<z.input<D["input"]>, z.output<D["output"]>>(definition, async (event, door) => {
    const input = z.safeParse(definition.input, event);
    if (!input.success) throw errors.invalid_request(undefined, { fields: fieldErrors(input.error.issues) });
    const output = z.safeParse(definition.output, await run({ ...door, input: input.data as z.output<D["input"]> }));
    if (!output.success) throw errors.internal_error(undefined, { cause: new Error("output does not fit") });
    return output.data as z.output<D["output"]>;
  });
  return Object.assign(handler, { definition: { ...definition, kind: "step" as const } });
}
