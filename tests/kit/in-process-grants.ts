import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadAssembly } from "@cowry/local/assembly/load";
import { AwsError } from "@cowry/local/aws/wire";
import { Permissions } from "@cowry/local/iam/permissions";
import { functionsOf, type LambdaFunction } from "@cowry/local/lambda/function";
import { ensureAssembly } from "../../scripts/synth.ts";
import { constructId } from "../../stacks/manifest.ts";
import { merged, REPORTS, type Used } from "./permissions.ts";

/**
 * Doors that run in the test's own process, held to what the templates grant them: each of their requests is judged by
 * the policy of the door's own role, as the local cloud judges it, and counted in the report on permissions.
 */

/** What the door asks of AWS. */
export interface Asked {
  /** As the header `x-amz-target` has it: `DynamoDB_20120810.PutItem`. */
  readonly target: string;
  readonly body: string;
}

/** Under which name a test knows what a function's environment names: `TABLE_NAME`, `PAYOUT_MACHINE_ARN`. */
export type Names = Readonly<Record<string, string>>;

export class InProcessGrants {
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #permissions: Permissions;
  readonly #file = path.join(REPORTS, `permissions-in-process-${randomUUID()}.json`);

  private constructor(assemblyDir: string) {
    const assembly = loadAssembly(assemblyDir, { api: "http://api.invalid", aws: "http://aws.invalid" });
    const functions = functionsOf(assembly);
    this.#functions = new Map(functions.map((fn) => [fn.title, fn]));
    this.#permissions = new Permissions(assembly, functions);
  }

  static #loading: Promise<InProcessGrants> | undefined;

  /** The same for all files of a process: it takes the better part of a second. */
  static load(): Promise<InProcessGrants> {
    return (InProcessGrants.#loading ??= ensureAssembly().then((dir) => new InProcessGrants(dir)));
  }

  /** AWS's own refusal, unless the door's policy allows all that the request would do: then it is counted. */
  refusalOf(door: string, { target, body }: Asked, names: Names): AwsError | undefined {
    const fn = this.#functions.get(constructId(door));
    if (fn === undefined) throw new Error(`no template has a function for ${door}`);
    const given = Object.entries(names).flatMap(([name, here]): (readonly [string, string])[] => {
      const there = fn.environment[name];
      return there === undefined ? [] : [[JSON.stringify(here), JSON.stringify(there)]];
    });
    const text = given.reduce((asked, [here, there]) => asked.replaceAll(here, there), body);
    const caller = { fn, invocation: undefined };
    try {
      this.#permissions.check({ method: "POST", path: "/", target, headers: {}, body: Buffer.from(text), caller });
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error;
      throw error;
    }
  }

  /** How often the door has used each of its grants, one after the other as its role has them. */
  usedBy(door: string): readonly Used[] {
    const title = constructId(door);
    return merged(this.#permissions.view().filter((view) => view.function === title)).granted;
  }

  /** Writes what was used so far, beside the reports of the local clouds. */
  keep(): void {
    mkdirSync(REPORTS, { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify(merged(this.#permissions.view()), null, 2)}\n`);
  }
}
