import path from "node:path";
import { pathToFileURL } from "node:url";
import { APP_CLIENT } from "@cowry/core/auth/tokens";
import { type Customer, newId } from "@cowry/core/kernel";
import { put, transact, update, write } from "@cowry/table";
import { readManifest } from "../../stacks/manifest.ts";
import { httpEvent } from "../../packages/platform/src/cloud.testkit.ts";
import { issueAccessToken } from "../../packages/core/src/auth/issue.ts";
import { newSession } from "../../packages/core/src/auth/session.ts";
import { sessionItem } from "../../packages/core/src/auth/session-store.ts";
import { credentialsItem, credentialsOpening } from "../../packages/core/src/auth/store.ts";
import { walletItem } from "../../packages/core/src/wallet/store.ts";
import type { Cloud } from "./crash-cloud.ts";
import type { Door } from "./crash-doors.ts";

/** Doors as they are deployed, called one by one in a world of their own, so that they use what they are granted. */

export interface Story {
  readonly name: string;
  /** `door word word`: what it shows, in the words of `uses` and of tests/kit/unused-grants.ts. */
  readonly shows: readonly string[];
  readonly tell: (cloud: Cloud) => Promise<unknown>;
}

const files = new Map(readManifest().doors.map(({ id, file }) => [id, file]));

async function deployed(id: string): Promise<Door> {
  const file = path.resolve(files.get(id) ?? "");
  const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Pick<Door, "handler">;
  return { id, handler: module.handler };
}

export interface Asked {
  readonly token?: string;
  readonly body?: unknown;
  readonly params?: Record<string, string>;
  readonly query?: string;
  readonly key?: string;
  readonly device?: string;
  /** What it is refused with, where it is. */
  readonly refused?: string;
}

/** What the door answers; throws unless that is a success, or the refusal that was to come. */
export async function call(cloud: Cloud, id: string, asked: Asked = {}): Promise<Record<string, unknown>> {
  const { token, body, params, query, key, device, refused } = asked;
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
    ...(device === undefined ? {} : { "x-device-id": device }),
  };
  const event = httpEvent({
    headers,
    ...{ body, ...(params === undefined ? {} : { params }), ...(query === undefined ? {} : { query }) },
  });
  const answer = (await cloud.run(await deployed(id), event)) as { statusCode: number; body?: string };
  const said = JSON.parse(answer.body ?? "{}") as Record<string, unknown>;
  const isRight = refused === undefined ? answer.statusCode < 400 : said["code"] === refused;
  if (!isRight) throw new Error(`${id}: ${answer.statusCode} ${answer.body ?? ""}`);
  return said;
}

/** Runs a schedule, as of now. */
export async function cron(cloud: Cloud, id: string): Promise<void> {
  await cloud.run(await deployed(id), { time: new Date(cloud.clock.now()).toISOString() });
}

export async function step(cloud: Cloud, id: string, input: unknown): Promise<Record<string, unknown>> {
  return (await cloud.run(await deployed(id), input)) as Record<string, unknown>;
}

/** Tells a listener of an event. */
export async function tell(cloud: Cloud, id: string, name: string, data: Readonly<Record<string, unknown>>) {
  const detail = { version: 1, id: newId(), at_ms: cloud.clock.now(), data };
  await cloud.run(await deployed(id), { "detail-type": name, detail });
}

type Roles = Customer["roles"];

/** The access token of somebody who has credentials and a session with a second factor, and what it says. */
export async function signedIn(userId = newId(), roles: Roles = ["rider"]): Promise<{ token: string } & Customer> {
  const origin = { requestId: newId(), ip: "10.0.0.9", deviceId: undefined, userAgent: undefined };
  const session = newSession({ userId, sessionEpoch: 1 }, origin, { firstFactor: "password", secondFactor: "totp" });
  await transact([credentialsOpening(userId, roles, "none"), put(sessionItem, session)]);
  const claims = { userId, sessionId: session.sessionId, epoch: 1, roles, clientId: APP_CLIENT };
  return { kind: "customer", ...claims, origin, token: await issueAccessToken(claims) };
}

export const colleague = () => signedIn(newId(), ["super_admin"]);

/** Somebody's credentials as staff or others have changed them. */
export async function changed(
  userId: string,
  set: NonNullable<Parameters<typeof update<typeof credentialsItem>>[2]["set"]>,
) {
  await write(update(credentialsItem, { userId }, { when: [], set }));
}

/**
 * From now on, when this door is about to commit, others move money in all wallets first: so many times. The first loss
 * brings the newer image along; whoever loses twice reads.
 */
export function meet(cloud: Cloud, door: string, times = 4): void {
  let left = times;
  cloud.before = ({ target, by }) => {
    if (by?.door !== door || !target.endsWith("TransactWriteItems") || left === 0) return undefined;
    left -= 1;
    for (const item of [...cloud.engine.items()].filter(({ t }) => t?.S === walletItem.name)) {
      cloud.engine.apply("Put", { Item: { ...item, v: { N: String(Number(item["v"]?.N) + 1) } } });
    }
    return undefined;
  };
}
