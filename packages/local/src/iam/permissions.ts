import { type Assembly, AssemblyRefused, ofType } from "../assembly/model.ts";
import { AwsError, type AwsRequest } from "../aws/wire.ts";
import { list, text } from "../json.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import { decide, documentsIn, policyProblems, type Request, type Statement, statementsOf } from "./evaluate.ts";
import { demandsOf } from "./requests.ts";

/** What one function may do and did. */
export interface PermissionView {
  readonly function: string;
  readonly granted: readonly GrantView[];
  /** Actions that it may do and never did. */
  readonly never_used: readonly string[];
  readonly denied: readonly { readonly action: string; readonly resource: string; readonly times: number }[];
}

export interface GrantView {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Action → how often it was used. */
  readonly used: Readonly<Record<string, number>>;
  /** Used by the service that runs the function, which is not watched: its logs, its stream, its dead letters. */
  readonly by_service: boolean;
}

const BY_SERVICE = /^(logs:|xray:|sqs:SendMessage$|dynamodb:(ListStreams|DescribeStream|GetRecords|GetShardIterator)$)/;

interface Book {
  readonly statements: readonly Statement[];
  readonly used: Map<Statement, Map<string, number>>;
  readonly denied: Map<string, { readonly action: string; readonly resource: string; times: number }>;
}

/** Each function's own policies, asked before each of its calls, and what was used of them. */
export class Permissions {
  readonly #assembly: Assembly;
  readonly #books: ReadonlyMap<LambdaFunction, Book>;

  constructor(assembly: Assembly, functions: readonly LambdaFunction[]) {
    this.#assembly = assembly;
    const documents = documentsByRole(assembly);
    const problems: string[] = [];
    this.#books = new Map(
      functions.map((fn) => {
        const own = documents.get(fn.roleArn) ?? [];
        problems.push(...own.flatMap(policyProblems).map((problem) => `${fn.title}: ${problem}`));
        return [fn, { statements: own.flatMap(statementsOf), used: new Map(), denied: new Map() }];
      }),
    );
    if (problems.length > 0) throw new AssemblyRefused(problems);
  }

  /** Throws AWS's own refusal unless the function's policies allow all that its request would do. */
  check(request: AwsRequest): void {
    const { fn } = request.caller;
    const book = fn === undefined ? undefined : this.#books.get(fn);
    // Somebody at the keyboard, or a role that the templates do not have.
    if (fn === undefined || book === undefined || book.statements.length === 0) return;
    for (const alternatives of demandsOf(request, this.#assembly)) this.#demand(fn, book, alternatives);
  }

  #demand(fn: LambdaFunction, book: Book, alternatives: readonly Request[]): void {
    for (const request of alternatives) {
      const decision = decide(book.statements, request);
      if (!decision.allowed) continue;
      const uses = book.used.get(decision.by) ?? new Map<string, number>();
      book.used.set(decision.by, uses.set(request.action, (uses.get(request.action) ?? 0) + 1));
      return;
    }
    const [wanted] = alternatives;
    if (wanted === undefined) return;
    const { action, resource } = wanted;
    const before = book.denied.get(`${action} ${resource}`);
    book.denied.set(`${action} ${resource}`, { action, resource, times: (before?.times ?? 0) + 1 });
    throw denied(fn, wanted, decide(book.statements, wanted));
  }

  view(): readonly PermissionView[] {
    return [...this.#books]
      .map(([fn, { statements, used, denied: refused }]) => {
        const granted = statements
          .filter(({ effect }) => effect === "Allow")
          .map((statement) => grantOf(statement, used.get(statement) ?? new Map<string, number>()));
        const never = granted.flatMap((grant) =>
          grant.by_service ? [] : grant.actions.filter((action) => grant.used[action] === undefined),
        );
        return { function: fn.title, granted, never_used: [...new Set(never)], denied: [...refused.values()] };
      })
      .sort((a, b) => a.function.localeCompare(b.function));
  }
}

function grantOf({ actions, resources, butResources }: Statement, used: ReadonlyMap<string, number>): GrantView {
  return {
    actions,
    resources: butResources ? resources.map((resource) => `not ${resource}`) : resources,
    used: Object.fromEntries(used),
    by_service: actions.every((action) => BY_SERVICE.test(action)),
  };
}

/** Policies within a role and those attached to it, by the role's ARN. */
function documentsByRole(assembly: Assembly): ReadonlyMap<string, readonly unknown[]> {
  const attached = ofType(assembly, "AWS::IAM::Policy");
  return new Map(
    ofType(assembly, "AWS::IAM::Role").map(({ ref, attributes, properties }) => {
      const others = attached.filter((policy) => list(policy.properties["Roles"]).map(text).includes(ref));
      const documents = others.map((policy) => policy.properties["PolicyDocument"]);
      return [attributes["Arn"] ?? ref, [...documentsIn(properties["Policies"]), ...documents]];
    }),
  );
}

/** In AWS's own words. */
function denied(fn: LambdaFunction, { action, resource }: Request, decision: ReturnType<typeof decide>): AwsError {
  const account = fn.arn.split(":")[4] ?? "";
  const role = fn.roleArn.split("/").at(-1) ?? "";
  const why =
    !decision.allowed && decision.explicitly
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  const who = `User: arn:aws:sts::${account}:assumed-role/${role}/${fn.name}`;
  const message = `${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
  return new AwsError(
    action.startsWith("sns:") ? "AuthorizationError" : "AccessDeniedException",
    message,
    /^(ses|lambda|sns):/.test(action) ? 403 : 400,
  );
}
