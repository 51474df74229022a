import { batchGet, failedItem, transact, type Write } from "@cowry/table";
import { type Origin, present } from "../kernel/index.ts";
import { type Person, personIn, personKey } from "../users/index.ts";
import { errors } from "./errors.ts";
import type { FirstFactor, SecondFactor } from "./factors.ts";
import { issueTokens, newSession, sessionOpening, type Tokens } from "./session.ts";
import { sessionItem } from "./session-store.ts";
import { type Credentials, credentialsItem, credentialsKey } from "./store.ts";

export interface SignedIn {
  readonly kind: "signed_in";
  readonly tokens: Tokens;
  readonly person: Person;
}

/** The first factor was right, and is used up; one of these has to follow it. */
export interface SecondFactorAsked {
  readonly kind: "second_factor";
  readonly mfaToken: string;
  readonly methods: readonly SecondFactor[];
  readonly expiresInMs: number;
}

/** What a sign-in is decided on. */
export interface SignInFacts {
  readonly credentials: Credentials;
  readonly person: Person;
}

/** A factor that was right. */
export interface FirstProof {
  readonly firstFactor: FirstFactor;
  /** Further ones that the same door has checked: the code beside a password. */
  readonly alsoProven?: readonly FirstFactor[];
  /** What using it up writes, all in the transaction that signs in, and what to say when that fails. */
  readonly use?: { readonly writes: readonly Write[]; readonly refusal: () => Error };
}

/** Reads what a sign-in is decided on, in one round trip; refuses who is blocked. */
export async function loadSignIn(userId: string, _origin: Origin): Promise<SignInFacts> {
  const found = await batchGet([credentialsKey(userId), personKey(userId)]);
  const credentials = present(found.get(credentialsItem, { userId }), "a person has credentials");
  if (credentials.status !== "active") throw errors.account_blocked();
  return { credentials, person: present(personIn(found, userId), "credentials belong to a person") };
}

/**
 * Where every door to sign in ends, once its first factor was right: tokens, or a second factor is asked for. The
 * factor is used up in the transaction that opens the session. Asks for FIELD_KEYS, SESSION_KEYS, TOKEN_PRIVATE_KEYS.
 */
export async function completeSignIn(
  { credentials, person }: SignInFacts,
  origin: Origin,
  { firstFactor, use }: FirstProof,
): Promise<SignedIn | SecondFactorAsked> {
  const session = newSession(credentials, origin, { firstFactor });
  const outcome = await transact([...(use?.writes ?? []), sessionOpening(session)]);
  // Our own session in the way: it was committed, and only the answer got lost.
  const committed = outcome.committed || failedItem(outcome, sessionItem, "session") !== undefined;
  if (!committed) throw present(use, "a new session is refused by what it uses up only").refusal();
  return { kind: "signed_in", tokens: await issueTokens(session, credentials), person };
}
