import { type Assembly, AssemblyRefused, ofType } from "../assembly/model.ts";
import { AwsError, type AwsRequest } from "../aws/wire.ts";
import { list, text } from "../json.ts";
import type { LambdaFunction } from "../lambda/function.ts";
import { decide, documentsIn, like, policyProblems, type Request, type Statement, statementsOf } from "./evaluate.ts";
import { demandsOf } from "./requests.ts";

/** What one function may do and did. */
export interface PermissionView {
  readonly function: string;
  readonly granted: readonly GrantView[];
  /** Of what it may do itself, what it never did. */
  readonly never_used: readonly { readonly action: string; readonly resource: string }[];
  readonly denied: readonly { readonly action: string; readonly resource: string; readonly times: number }[];
}

/** One action on one resource. */
export interface GrantView {
  readonly action: string;
  readonly resource: string;
  /** Where the grant has conditions: these, as the template has them. */
  readonly when?: unknown;
  /** How often it was used. */
  readonly used: number;
  /** Used by the service that runs the function, which is not watched: for its logs, its stream, its dead letters. */
  readonly by_service: boolean;
}

const BY_SERVICE =
  /^(logs:|xray:|sqs:SendMessage$|kms:(Decrypt|DescribeKey)$|dynamodb:(ListStreams|DescribeStream|GetRecords|GetShardIterator)$)/;

interface Book {
  readonly statements: readonly Statement[];
  /** By action and resource, as the statement names them. */
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
      count(book, decision.by, request);
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
          .flatMap((statement) => grantsOf(statement, used.get(statement) ?? new Map<string, number>()));
        const never = granted.filter((grant) => grant.used === 0 && !grant.by_service);
        return {
          function: fn.title,
          granted,
          never_used: never.map(({ action, resource }) => ({ action, resource })),
          denied: [...refused.values()],
        };
      })
      .sort((a, b) => a.function.localeCompare(b.function));
  }
}

/** Under the words of the statement that allowed it. */
function count({ used }: Book, by: Statement, { action, resource }: Request): void {
  const uses = used.get(by) ?? new Map<string, number>();
  used.set(by, uses);
  const asked = by.actions.filter((pattern) => like(pattern.toLowerCase(), action.toLowerCase()));
  const on = by.butResources ? by.resources : by.resources.filter((pattern) => like(pattern, resource));
  for (const pair of asked.flatMap((one) => on.map((other) => `${one} ${other}`))) {
    uses.set(pair, (uses.get(pair) ?? 0) + 1);
  }
}

function grantsOf({ actions, resources, butResources, conditions }: Statement, used: ReadonlyMap<string, number>) {
  const when = Object.keys(conditions).length === 0 ? {} : { when: conditions };
  return actions.flatMap((action) =>
    resources.map((resource): GrantView => {
      const by_service = BY_SERVICE.test(action);
      const on = butResources ? `not ${resource}` : resource;
      return { action, resource: on, ...when, used: used.get(`${action} ${resource}`) ?? 0, by_service };
    }),
  );
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
