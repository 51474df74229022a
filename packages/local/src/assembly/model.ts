/** A resource of the deployed templates, every intrinsic function in it resolved. */
export interface Resource {
  /** `<stack>/<logical id>`: unique in the assembly. */
  readonly id: string;
  readonly stack: string;
  readonly logicalId: string;
  /** For people: the construct's own id where the assembly tells it. */
  readonly title: string;
  readonly type: string;
  readonly properties: Properties;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

export type Properties = Readonly<Record<string, unknown>>;

export interface Assembly {
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly Resource[];
  /** Object key in the asset bucket → folder or file on this machine. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Addresses that resources have here and that templates may pass on. */
export interface Addresses {
  /** The HTTP API's base URL, without a slash at the end. */
  readonly api: string;
  /** Where all AWS endpoints answer. */
  readonly aws: string;
}

/** The templates ask for something that has no local body. Nothing is started. */
export class AssemblyRefused extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The local cloud does not know ${problems.length === 1 ? "this" : `these ${problems.length} things`} ` +
        `in the templates and refuses to pretend:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
    this.name = "AssemblyRefused";
    this.problems = problems;
  }
}

const typed = new WeakMap<Assembly, ReadonlyMap<string, readonly Resource[]>>();

/** The resources of one type. Asked several times for each request: sorted out once. */
export function ofType(assembly: Assembly, type: string): readonly Resource[] {
  let byType = typed.get(assembly);
  if (byType === undefined)
    typed.set(assembly, (byType = Map.groupBy(assembly.resources, (resource) => resource.type)));
  return byType.get(type) ?? [];
}
