import { assignRoles, blockPerson } from "@cowry/core/staff";
import { errors, now, present, type Staff } from "@cowry/core/kernel";
import { logOut } from "../../packages/core/src/auth/refresh.ts";
import { endSession, loadSessions } from "../../packages/core/src/auth/sessions.ts";
import { approvePush, denyPush, enablePush, requestPush } from "../../packages/core/src/mfa/push.ts";
import { setQuestions } from "../../packages/core/src/mfa/questions.ts";
import { confirmTotp, startTotp } from "../../packages/core/src/mfa/totp.ts";
import { verifySecondFactor } from "../../packages/core/src/mfa/verify.ts";
import { on, PASSWORD, question, signIn, totp, verifiers } from "../../packages/core/src/mfa/mfa.testkit.ts";
import { findPush } from "../../packages/core/src/mfa/store.ts";
import { totpCode } from "../kit/authenticator.ts";
import { PROPOSER } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import { later, reason } from "./rivals-acts.ts";
import { member, type Member } from "./rivals-people.ts";

/** Stages on which people are asked for a second factor, end their sessions, and are given roles and branches. */

const qr = { svg: () => Promise.resolve("<svg/>"), png: () => Promise.resolve("AA==") };
const staff: Staff = PROPOSER;
const ANSWERS = [
  { question: "childhood_street", answer: "Marina" },
  { question: "first_employer", answer: "My aunt" },
  { question: "dream_job", answer: "Pilot" },
] as const;

const leave = {
  "sign out everywhere": ({ amina }: Member) => logOut(amina, true),
  "be blocked": ({ amina }: Member) => blockPerson(staff, amina.userId, { reason, untilMs: undefined }),
};

const FIRST: Stage<Member & { readonly secret: string }> = {
  name: "a person who sets up a first factor",
  async set() {
    const world = await member();
    const { secret } = await startTotp(world.amina, PASSWORD, totp, qr);
    return { ...world, secret };
  },
  acts: {
    "confirm a code": ({ amina, secret }) => confirmTotp(amina, totpCode(secret, now()), totp),
    "begin with another app": ({ amina }) => startTotp(amina, PASSWORD, totp, qr),
    "answer questions": ({ amina }) => setQuestions(amina, ANSWERS, PASSWORD),
    "let the device approve": ({ amina }) => enablePush(amina, PASSWORD),
    ...leave,
  },
  quiet: ["be blocked"],
  inSteps: ["begin with another app", "answer questions", "let the device approve"],
  // Each answer is counted before it is looked at.
  aside: ["fl"],
};

interface Signed extends Member {
  readonly others: readonly string[];
}

const MANY: Stage<Signed> = {
  name: "a person with many sessions",
  async set() {
    const world = await member();
    for (const device of ["phone-2", "phone-3", "phone-4"]) await signIn(world.amina, device);
    const ids = (await loadSessions(world.amina)).map(({ sessionId }) => sessionId);
    const [ended = "", ...others] = ids.filter((id) => id !== world.amina.sessionId);
    await endSession(world.amina, ended);
    return { ...world, others };
  },
  acts: {
    "end one": ({ amina, others: [one = ""] }) => endSession(amina, one),
    "end another": ({ amina, others: [, another = ""] }) => endSession(amina, another),
    "sign out": ({ amina }) => logOut(amina, false),
    ...leave,
  },
  quiet: ["be blocked"],
};

interface Asked extends Member {
  readonly token: string;
  readonly pushId: string;
  readonly number: string;
}

/** Waits for the very moment at which the question is over, and is done where nobody has decided on it by then. */
async function outlive({ amina, pushId }: Asked): Promise<void> {
  const push = present(await findPush(amina.userId, pushId), "it was asked");
  await later(push.expiresAtMs - now());
  if ((await findPush(amina.userId, pushId))?.status !== push.status) throw errors.forbidden();
}

const PUSHED: Stage<Asked> = {
  name: "a sign-in that another device is asked to approve",
  async set() {
    const world = await member();
    await enablePush(world.amina, PASSWORD);
    const token = await question(world.amina, "tablet");
    return { ...world, token, ...(await requestPush(on("tablet"), token)) };
  },
  acts: {
    approve: ({ amina, pushId, number }) => approvePush(amina, pushId, number),
    "guess the number": ({ amina, pushId, number }) => approvePush(amina, pushId, number === "11" ? "12" : "11"),
    deny: ({ amina, pushId }) => denyPush(amina, pushId),
    outlive,
  },
  // Each typed number is counted before it is looked at.
  inSteps: ["approve", "guess the number"],
  between: ["outlive"],
};

const APPROVED: typeof PUSHED = {
  ...PUSHED,
  name: "a sign-in that another device has approved",
  async set() {
    const world = await PUSHED.set();
    await approvePush(world.amina, world.pushId, world.number);
    return world;
  },
  acts: {
    "sign in": ({ token, pushId }) => verifySecondFactor(on("tablet"), token, { method: "push", pushId }, verifiers),
    ...leave,
  },
  quiet: ["be blocked"],
  inSteps: ["sign in"],
  between: [],
};

const assign =
  (roles: readonly ("rider" | "support")[], branchId: string | null) =>
  ({ amina }: Member) =>
    assignRoles(staff, amina.userId, { roles, branchId, reason });

const ROLES: Stage<Member> = {
  name: "a person without a branch",
  set: () => member(),
  acts: {
    "get a role": assign(["rider", "support"], null),
    "get a branch": assign(["rider"], "lagos"),
    "get another branch": assign(["rider"], "abuja"),
    "be blocked": leave["be blocked"],
  },
  quiet: ["be blocked"],
};

const BRANCH: typeof ROLES = {
  ...ROLES,
  name: "a person of a branch",
  async set() {
    const world = await member();
    await assign(["rider"], "ibadan")(world);
    return world;
  },
  acts: { ...ROLES.acts, "leave the branch": assign(["rider"], null) },
};

export const FACTORS: readonly Stage<unknown>[] = [PUSHED, APPROVED, FIRST, MANY, ROLES, BRANCH];
