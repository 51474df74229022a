import { type Answer, cloud, local, send, type SendOptions } from "../kit/cloud.ts";
import { departure, leak, type Parameter, type Route } from "../kit/document.ts";
import { freshPhone, Person } from "../kit/people.ts";
import { staff } from "../kit/staff.ts";
import { callDoor } from "./in-process.ts";

/** Asking one route of the document, and what is wrong with what it answers. */

export const callerOf = ({ operation }: Route) => Object.keys(operation.security[0] ?? {})[0];
export const bodyOf = ({ operation }: Route) => operation.requestBody?.content["application/json"];
/** A signed webhook: its bytes are looked at only when the signature is right. */
export const isSigned = (route: Route) => bodyOf(route) !== undefined && route.operation.responses["415"] === undefined;
export const parametersIn = ({ operation }: Route, where: Parameter["in"]) =>
  operation.parameters.filter((parameter) => parameter.in === where);

const tokens: Record<string, string> = {};
let customerId = "";

/** One caller of each kind, for all routes of a file. */
export async function signAllIn(): Promise<void> {
  const [customer, newcomer, worker] = await Promise.all([
    new Person(freshPhone(), "Contract").signUp(),
    new Person(freshPhone(), "Newcomer").verifyPhone(),
    staff("super_admin"),
  ]);
  tokens["accessToken"] = customer.access;
  customerId = customer.userId;
  tokens["tempToken"] = String(newcomer["temp_token"]);
  tokens["staffToken"] = worker.access;
}

export const tokenFor = (route: Route) => tokens[callerOf(route) ?? ""] ?? "";
/** A good token of another kind of caller. */
export const otherToken = (route: Route) => tokens[callerOf(route) === "tempToken" ? "accessToken" : "tempToken"] ?? "";
export const customerToken = () => tokens["accessToken"] ?? "";

export interface Ask extends SendOptions {
  readonly path?: string;
  readonly query?: string;
  readonly token?: string | undefined;
}

export interface Asked extends Answer {
  /** How the answer departs from the document; undefined when it does not. */
  readonly trouble: string | undefined;
}

/** The requests that left the newest entries in the trail of the customer who asks. */
export async function requestsInTrail(): Promise<readonly string[]> {
  const url = `${cloud().origin}/api/v1/admin/audit?user_id=${customerId}&limit=5`;
  const { body } = await send("GET", url, { headers: { authorization: `Bearer ${tokens["staffToken"] ?? ""}` } });
  return (body.items ?? []).map(({ request_id: requestId }) => String(requestId));
}

let asked = 0;

/** Sends the route's example with some of it changed; holds the answer against the document. */
export async function ask(route: Route, changes: Ask = {}): Promise<Asked> {
  const { path, query, headers, ...rest } = requestOf(route, changes);
  const answer = await send(route.method, `${cloud().origin}${path}${query}`, { ...rest, headers });
  return { ...answer, trouble: troubleOf(route, answer, changes, headers) };
}

/** The same, without the way there: the door's bundle is called in this process, and may ask AWS nothing. */
export async function askInProcess(route: Route, changes: Ask): Promise<Asked> {
  const { path, query, headers, raw, body } = requestOf(route, changes);
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const typed = { ...(text === undefined ? {} : { "content-type": "application/json" }), ...headers };
  const { asked: requests, ...answer } = await callDoor({
    ...{ method: route.method, path, query, headers: typed, body: text },
  });
  const asksAws = requests.length === 0 ? undefined : `asks AWS: ${requests.join()}`;
  return { ...answer, trouble: asksAws ?? troubleOf(route, answer, changes, headers) };
}

function requestOf(route: Route, changes: Ask) {
  const { path = pathOf(route), query = queryOf(route), token = tokenFor(route), headers, ...rest } = changes;
  const example = bodyOf(route)?.example;
  return {
    ...(rest.raw === undefined && example !== undefined ? { body: example } : {}),
    ...rest,
    path,
    query,
    headers: {
      "x-request-id": `contract-${++asked}-${process.pid}`,
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  };
}

function troubleOf(
  route: Route,
  answer: Answer,
  { headers }: Ask,
  sent: Readonly<Record<string, string>>,
): string | undefined {
  const told = leak(answer);
  const echoed = headers?.["x-request-id"] !== undefined || answer.requestId === sent["x-request-id"];
  return (
    departure(route, answer) ??
    (told === undefined ? undefined : `gives away ${told}`) ??
    (echoed ? undefined : `has another request id: ${answer.requestId}`)
  );
}

export function pathOf(route: Route, values: Readonly<Record<string, string>> = {}): string {
  return route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const example = parametersIn(route, "path").find((parameter) => parameter.name === name)?.example ?? "x";
    return encodeURIComponent(values[name] ?? example);
  });
}

export function queryOf(route: Route, values: Readonly<Record<string, string>> = {}): string {
  const examples = parametersIn(route, "query").flatMap(({ name = "", example }) =>
    example === undefined ? [] : [[name, example] as const],
  );
  const query = new URLSearchParams({ ...Object.fromEntries(examples), ...values }).toString();
  return query === "" ? "" : `?${query}`;
}

/** A request, and what its answer must be. */
export interface Case extends Ask {
  readonly title: string;
  readonly status: number;
  readonly code?: string;
  /** Fields of which all must be named, or one. */
  readonly all?: readonly string[];
  readonly any?: readonly string[];
  /** Not one request may reach the table. */
  readonly unread?: true;
}

/**
 * Sends all of them; gives one line for each that was not answered as it must be. What may ask the table nothing is
 * sent to the bundle in this process, unless the way there is looked at too.
 */
export async function failures(
  route: Route,
  cases: readonly Case[],
  way: "in process" | "over HTTP" = "in process",
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const unread = new Map<string, string>();
  for (const each of cases) {
    const { title, unread: mustNotRead } = each;
    const isNear = way === "in process" && mustNotRead === true;
    const answer = await (isNear ? askInProcess(route, changesOf(each)) : ask(route, changesOf(each)));
    const problem = answer.trouble ?? mismatch(each, answer);
    if (problem !== undefined) wrong.push(`${title}: ${problem}`);
    if (mustNotRead === true && !isNear) unread.set(answer.requestId, title);
  }
  return [...wrong, ...(await readings(unread))];
}

/** What of a case belongs to the request, and nothing of what its answer must be. */
function changesOf({ path, query, token, body, raw, headers }: Case): Ask {
  const given = Object.entries({ path, query, token, body, raw, headers }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

function mismatch({ status, code, all = [], any = [] }: Case, { status: got, body }: Answer): string | undefined {
  if (got !== status || (code !== undefined && body["code"] !== code)) {
    return `${status} ${code ?? ""} was due: ${got} ${JSON.stringify(body)}`;
  }
  const named = ((body["errors"] ?? []) as readonly { readonly path: string }[]).map(({ path }) => path);
  // Of a list or an object its inside may be named.
  const names = (path: string) => named.some((each) => each === path || each.startsWith(`${path}.`));
  const missed = all.filter((path) => !names(path));
  if (missed.length > 0) return `does not name ${missed.join()}: ${named.join()}`;
  return any.length === 0 || any.some(names) ? undefined : `names ${named.join()}`;
}

/** Which of these requests reached the table: asked for all at once, and one by one where some did. */
async function readings(requests: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const wireOf = async (ids: readonly string[]) => {
    const { body } = await local.get(`/wire?request_id=${ids.map(encodeURIComponent).join()}`);
    return (body as unknown as readonly unknown[]).length;
  };
  if (requests.size === 0 || (await wireOf([...requests.keys()])) === 0) return [];
  const found: string[] = [];
  for (const [id, title] of requests) if ((await wireOf([id])) > 0) found.push(`${title}: the table was asked`);
  return found;
}
