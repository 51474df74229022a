import {
  batchGet,
  failedItem,
  getItem,
  type ItemRecord,
  keyOf,
  type Outcome,
  TableBusy,
  transact,
  type Write,
} from "@cowry/table";
import { assert, errors as kernelErrors, jitter, now, present } from "../kernel/index.ts";
import type { Movement, WalletLeg } from "./model.ts";
import { type Post, type Posting, postMovement } from "./posting.ts";
import { type Journal, journal, type Wallet, walletItem } from "./store.ts";

/** Something for each wallet that takes part, by the name under which its rules are reported. */
export type Each<Name extends string, T> = Readonly<Record<Name, T>>;

/** A movement of one or more wallets under one journal, decided on images that may be out of date. */
export interface Commitment<Name extends string> {
  readonly transactionId: string;
  readonly wallets: Each<Name, Wallet>;
  /**
   * Pure; throws refusals; runs again on newer images when a race was lost. A wallet without a movement is not written.
   */
  decide(wallets: Each<Name, Wallet>): Each<Name, Movement | undefined>;
  /** The journal's write, its rule being "journal". Follows the last decision. */
  journal(legs: Each<Name, WalletLeg | undefined>): Write;
  /** A function where they follow from the last decision. */
  readonly also: readonly Write[] | (() => readonly Write[]);
  /** Whether this image of the journal says that this very step has happened. */
  isDone(stored: Journal): boolean;
}

export type Committed<Name extends string> =
  | { readonly posted: true; readonly postings: Each<Name, Posting> }
  /** The journal's condition did not hold: this is the stored one. */
  | { readonly posted: false; readonly by: "journal"; readonly journal: Journal | undefined }
  | { readonly posted: false; readonly by: "also"; readonly rule: string; readonly item: ItemRecord | undefined };

/** By time more than by count: in a rush on one wallet whoever can afford it wins, and the rest live to see why not. */
export const BUDGET_MS = 12_000;
const TRIES_MAX = 80;
const UNIT_MIN_MS = 25;
const UNIT_IN_ATTEMPTS = 4;
const WAIT_MIN_MS = 400;
const WAIT_MAX_MS = 3_000;

/**
 * All of it or nothing. A lost race is run again on newer images, for as long as it is worth it.
 * Nothing is refused and no failure reported before the journal was asked whether this has happened already.
 */
export function commit<Name extends string>(wanted: Commitment<Name>): Promise<Committed<Name>> {
  return commitBy(postMovement, wanted);
}

/** The same, with what makes writes of movements: whoever hands over one that writes no entries has no code that could. */
export async function commitBy<Name extends string>(post: Post, wanted: Commitment<Name>): Promise<Committed<Name>> {
  try {
    return await race(post, wanted);
  } catch (error) {
    const stored = await getItem(journal, { transactionId: wanted.transactionId }).catch((unread: unknown) => {
      throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, cause: unread });
    });
    if (stored !== undefined && wanted.isDone(stored)) return { posted: false, by: "journal", journal: stored };
    throw error instanceof TableBusy
      ? kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, cause: error })
      : error;
  }
}

async function race<Name extends string>(post: Post, wanted: Commitment<Name>): Promise<Committed<Name>> {
  const startedAt = performance.now();
  const leftMs = () => BUDGET_MS - (performance.now() - startedAt);
  let { wallets } = wanted;
  let prepared = prepare(post, wanted, wallets);
  const afterConflict = async () => {
    wallets = await lookAgain(wallets);
    prepared = prepare(post, wanted, wallets);
    return prepared.writes;
  };
  for (let [tries, sinceMs] = [1, startedAt]; ; tries++) {
    const outcome = await transact(prepared.writes, { budgetMs: Math.max(0, leftMs()), afterConflict });
    if (outcome.committed) return { posted: true, postings: prepared.postings };
    const refused = refusal(wanted, outcome);
    if (refused !== undefined) return refused;
    if (tries >= TRIES_MAX || leftMs() <= 0) {
      throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { tries } });
    }
    wallets = newerImages(wallets, outcome);
    if (tries > 1) await letRivalsPass(tries, performance.now() - sinceMs, leftMs());
    sinceMs = performance.now();
    if (tries > 1) wallets = await lookAgain(wallets);
    prepared = prepare(post, wanted, wallets);
  }
}

function prepare<Name extends string>(post: Post, wanted: Commitment<Name>, wallets: Each<Name, Wallet>) {
  const movements = wanted.decide(wallets);
  const nowMs = now();
  const postings = mapEach(wallets, (wallet, name): Posting => {
    const movement: Movement | undefined = movements[name];
    return movement === undefined ? { after: wallet, leg: undefined, writes: [] } : post(wallet, movement, name, nowMs);
  });
  const journalWrite = wanted.journal(mapEach(postings, ({ leg }) => leg));
  assert(journalWrite.rule === "journal", "the journal's write has the rule journal");
  const posted = Object.values<Posting>(postings).flatMap(({ writes }) => writes);
  return { postings, writes: [journalWrite, ...posted, ...further(wanted)] };
}

function further({ also }: Pick<Commitment<string>, "also">): readonly Write[] {
  return typeof also === "function" ? also() : also;
}

type Failure = Extract<Outcome, { committed: false }>;

/** The journal first: when our own twin has committed, the wallets' versions are gone too. */
function refusal<Name extends string>(wanted: Commitment<Name>, outcome: Failure): Committed<Name> | undefined {
  if (outcome.failed.has("journal")) {
    return { posted: false, by: "journal", journal: failedItem(outcome, journal, "journal") };
  }
  const rule = further(wanted)
    .map((write) => write.rule)
    .find((name) => name !== undefined && outcome.failed.has(name));
  return rule === undefined ? undefined : { posted: false, by: "also", rule, item: outcome.failed.get(rule) };
}

function newerImages<Name extends string>(wallets: Each<Name, Wallet>, outcome: Failure): Each<Name, Wallet> {
  return mapEach(wallets, (wallet, name) => {
    if (outcome.failed.has(name)) {
      return present(failedItem(outcome, walletItem, name), "a wallet is never removed");
    }
    assert(!outcome.failed.has(`${name}.entry`), "behind the last entry of an unchanged wallet there is none");
    return wallet;
  });
}

/**
 * Once at once, with the image that the lost race brought along. Whoever loses again is in a rush: he waits a random
 * while, so that rivals do not meet again. How long is measured by what an attempt takes here and now: between reading
 * and writing everybody else's writes are in the way, so that on a slow table as many must wait so much longer, or the
 * attempts that fail are all that it is busy with.
 */
async function letRivalsPass(tries: number, attemptMs: number, leftMs: number): Promise<void> {
  const delayMs = pauseAfterLoss({ tries, attemptMs, leftMs }, jitter());
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}

export interface Loss {
  /** Transactions of this movement that were refused, this one included. */
  readonly tries: number;
  /** What the last one took, its conflicts and their waits included. */
  readonly attemptMs: number;
  readonly leftMs: number;
}

/** `chance`: from 0 to 1. Pure. */
export function pauseAfterLoss({ tries, attemptMs, leftMs }: Loss, chance: number): number {
  const unitMs = Math.max(UNIT_MIN_MS, UNIT_IN_ATTEMPTS * attemptMs);
  const mostMs = Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, 8 * unitMs), leftMs);
  return chance * Math.min(mostMs, unitMs * 2 ** Math.min(tries - 1, 10));
}

/**
 * Reads, because what he was shown is old by now: after a pause, and after a conflict, when whoever was in the way has
 * written. It costs a tenth of a transaction that fails, and tells those whose money has run out without one.
 */
async function lookAgain<Name extends string>(seen: Each<Name, Wallet>): Promise<Each<Name, Wallet>> {
  const keys = mapEach(seen, ({ userId, currency }) => ({ userId, currency }));
  const found = await batchGet(
    Object.values<{ userId: string; currency: string }>(keys).map((key) => keyOf(walletItem, key)),
  );
  return mapEach(keys, (key) => present(found.get(walletItem, key), "a wallet is never removed"));
}

function mapEach<Name extends string, A, B>(of: Each<Name, A>, to: (value: A, name: Name) => B): Each<Name, B> {
  const entries = Object.entries<A>(of).map(([name, value]) => [name, to(value, name as Name)] as const);
  return Object.fromEntries(entries) as Record<Name, B>;
}
