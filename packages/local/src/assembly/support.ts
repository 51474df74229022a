import { COMPUTE } from "./types-compute.ts";
import { DATA } from "./types-data.ts";
import { MESSAGING } from "./types-messaging.ts";
import { WATCHING } from "./types-watching.ts";
import type { Rules } from "./rules.ts";

/** What a resource is called, from its own properties. */
export interface Naming {
  readonly stack: string;
  readonly logicalId: string;
  /** `<stack>-<logical id>`, where the template gives no name. */
  readonly defaultName: string;
  /** Ten letters that only this resource has. */
  readonly uniqueId: string;
  /** A property as text, resolved; undefined when it is absent. */
  readonly property: (name: string) => string | undefined;
  /** `arn:aws:<service>:<region>:<account>:<rest>` */
  readonly arn: (service: string, rest: string) => string;
  readonly api: string;
  readonly aws: string;
  readonly accountId: string;
}

export interface Identity {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What the local cloud knows of one resource type. */
export interface TypeSupport {
  readonly properties: Rules;
  /** Set when the resource has no body here at all, with the reason why nothing is missed. */
  readonly inert?: string;
  readonly identity: (naming: Naming) => Identity;
}

/** Every resource type that may stand in a template. Any other is refused. */
export const SUPPORTED: Readonly<Record<string, TypeSupport>> = { ...COMPUTE, ...DATA, ...MESSAGING, ...WATCHING };
