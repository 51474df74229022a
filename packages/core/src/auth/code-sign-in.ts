import { setTimeout as pause } from "node:timers/promises";
import { type Anyone, isError, newId, type Origin } from "../kernel/index.ts";
import { ownerIn } from "./code-challenge.ts";
import { errors } from "./errors.ts";
import type { FirstFactor } from "./factors.ts";
import { checkCode, checkNamed, type CodeAnswer } from "./otp.ts";
import type { Otp, OtpPlace } from "./otp-store.ts";
import { noteRefusalOf } from "./refused-sign-in.ts";
import { readSignIn, type SignInFacts, signInFacts } from "./sign-in-facts.ts";

/**
 * Looking at a code that somebody signs in with. The try, the row that says whose the contact is, and what a sign-in is
 * decided on are read at the same time: the name of the code says whom to read ahead, the row alone says who it is. Where
 * the two differ, or the name says nothing, what is decided on is read once the row is known. The same work is done for a
 * contact that nobody has, on somebody whom there is not; no refusal comes before the same time has passed.
 */

/** Longer than refusing a code takes: three requests to the table one after the other. */
export const CODE_REFUSED_AFTER_MS = 200;

interface Owner {
  readonly userId: string;
}

export interface CodeGiven<O extends Owner> {
  readonly firstFactor: FirstFactor;
  /** Where the code may be. */
  readonly places: readonly OtpPlace[];
  readonly answer: CodeAnswer;
  /** Whose the contact is. */
  readonly findOwner: () => Promise<O | undefined>;
}

/** A code that was right and has not been used yet. */
export interface CodeRight<O extends Owner> {
  readonly otp: Otp;
  readonly owner: O | undefined;
  /** What the owner's sign-in is decided on; refuses who is blocked or shut out. Read already, as a rule. */
  readonly loadFacts: (owner: O) => Promise<SignInFacts>;
}

/** Takes a try of the code, and refuses it as late for everybody. One round trip where the code's name says whose it is. */
export async function lookAtCode<O extends Owner>(
  { origin }: Anyone,
  { firstFactor, places, answer, findOwner }: CodeGiven<O>,
): Promise<CodeRight<O>> {
  checkNamed(origin, answer);
  const notBefore = pause(CODE_REFUSED_AFTER_MS);
  const finding = findOwner();
  const ahead = readAhead(ownerIn(answer.challengeId, places), finding, origin);
  const [checked, found] = await Promise.allSettled([checkCode({ origin }, places, answer), finding, ahead]);
  const readOf = async ({ userId }: Owner) => {
    const read = await ahead;
    return read.userId === userId ? read : readSignIn(userId, origin);
  };
  if (checked.status === "fulfilled") {
    const loadFacts = async (owner: O) => signInFacts(await readOf(owner), origin);
    return { otp: checked.value, owner: await finding, loadFacts };
  }
  if (isError(checked.reason, errors.otp_incorrect)) {
    const owner = found.status === "fulfilled" ? found.value : undefined;
    await noteRefusalOf(owner && readOf(owner), firstFactor, origin);
  }
  await notBefore;
  throw checked.reason;
}

async function readAhead(hinted: string | undefined, finding: Promise<Owner | undefined>, origin: Origin) {
  return readSignIn(hinted ?? (await finding)?.userId ?? newId(), origin);
}
