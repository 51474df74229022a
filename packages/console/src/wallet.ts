import { ask, Refused } from "./surface.ts";

/** Somebody who is signed in within this tab: acts through the product's own API, as an app would. */
export interface Actor {
  readonly id: string;
  readonly phone: string;
  readonly name: string;
  readonly device: string;
  readonly access: string;
  readonly refresh: string;
}

const KEY = "cowry.actors";

/** Those signed in here, the last one first. They are forgotten with the tab. */
export function actors(): readonly Actor[] {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as readonly Actor[];
}

export function keepActor(actor: Actor): void {
  const others = actors().filter(({ id }) => id !== actor.id);
  sessionStorage.setItem(KEY, JSON.stringify([actor, ...others]));
}

export function forgetActor(id: string): void {
  sessionStorage.setItem(KEY, JSON.stringify(actors().filter((actor) => actor.id !== id)));
}

interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly user: { readonly id: string; readonly first_name?: string; readonly last_name?: string };
}

/** A device of its own for each sign-in, as apps on different phones have. */
export function newDevice(): string {
  return `console-${crypto.randomUUID()}`;
}

const API = "/api/v1";

export interface Challenge {
  readonly challenge_id: string;
}

export function sendCode(phone: string, device: string): Promise<Challenge> {
  return ask("POST", `${API}/auth/phone/submit`, { phone, purpose: "login" }, { "x-device-id": device });
}

/** What a right code opens: the way to register, or the account. */
export type Opened = { readonly temp_token: string } | Tokens;

export function enterCode(
  given: { readonly phone: string; readonly otp: string; readonly challenge_id: string },
  device: string,
): Promise<Opened> {
  return ask("POST", `${API}/auth/otp/verify`, given, { "x-device-id": device });
}

/** Keeps somebody who signed in. Those with a second factor go on by the API: this page has no authenticator. */
export function welcome(opened: Opened, phone: string, device: string): Actor {
  if (!("access" in opened)) throw new Error("This person has a second factor: sign them in by the API.");
  const { access, refresh, user } = opened;
  const name = [user.first_name, user.last_name].filter((part) => part !== undefined).join(" ");
  const actor = { id: user.id, phone, name: name === "" ? phone : name, device, access, refresh };
  keepActor(actor);
  return actor;
}

export interface Registration {
  readonly first_name: string;
  readonly last_name: string;
  readonly password: string;
}

export function register(tempToken: string, given: Registration, device: string): Promise<Tokens> {
  const headers = { authorization: `Bearer ${tempToken}`, "x-device-id": device };
  return ask("POST", `${API}/auth/register`, given, headers);
}

/** Keys of orders whose outcome nobody told us: the same order again must find its own answer, not be a second one. */
const unanswered = new Map<string, string>();
const TRIES = 3;
const PAUSE_MS = 400;

/**
 * One call as this person. What had no answer, or one of 500 and above, is sent again with the same key, here and when
 * the same order is pressed again. Access tokens live 15 minutes, which a movable clock skips at a press: one that is
 * refused is replaced once.
 */
export async function act<T>(actor: Actor, method: "GET" | "POST", path: string, body?: unknown): Promise<T> {
  const order = JSON.stringify([actor.id, method, path, body]);
  const key = unanswered.get(order) ?? crypto.randomUUID();
  unanswered.set(order, key);
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await asActor<T>(actor, method, path, { body, key });
      unanswered.delete(order);
      return answer;
    } catch (error) {
      const isFinal = !(error instanceof TypeError) && !(error instanceof Refused && error.status >= 500);
      if (isFinal) unanswered.delete(order);
      if (isFinal || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    }
  }
}

async function asActor<T>(
  actor: Actor,
  method: string,
  path: string,
  { body, key }: { readonly body: unknown; readonly key: string },
): Promise<T> {
  const send = ({ access, device }: Actor) =>
    ask<T>(method, `${API}${path}`, body, {
      authorization: `Bearer ${access}`,
      "x-device-id": device,
      ...(method === "POST" ? { "idempotency-key": key } : {}),
    });
  const latest = actors().find(({ id }) => id === actor.id) ?? actor;
  try {
    return await send(latest);
  } catch (error) {
    if (!(error instanceof Refused && error.status === 401)) throw error;
    return send(await refreshed(latest));
  }
}

async function refreshed(actor: Actor): Promise<Actor> {
  try {
    const tokens = await ask<Pick<Tokens, "access" | "refresh">>(
      "POST",
      `${API}/auth/token/refresh`,
      { refresh: actor.refresh },
      { "x-device-id": actor.device },
    );
    const next = { ...actor, access: tokens.access, refresh: tokens.refresh };
    keepActor(next);
    return next;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) {
      forgetActor(actor.id);
      throw new Error("The session has ended: sign in again.", { cause: error });
    }
    throw error;
  }
}
