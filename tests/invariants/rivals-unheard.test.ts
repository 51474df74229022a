import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { answerSecondFactor, completeSignIn, loadSignIn, readWaiting, refreshSession } from "@cowry/core/auth";
import { type Customer, newId, present, seal } from "@cowry/core/kernel";
import { closeAccount } from "@cowry/core/staff";
import { transact, type Write } from "@cowry/table";
import { changeCredentials } from "../../packages/core/src/auth/credentials-change.ts";
import { hashSecret } from "../../packages/core/src/auth/hash.ts";
import { factorsChange, stepUpMark } from "../../packages/core/src/auth/second-factor.ts";
import { credentialsOpening } from "../../packages/core/src/auth/store.ts";
import { codeOf } from "../../packages/core/src/kernel/callers.testkit.ts";
import { eraseFactors } from "../../packages/core/src/mfa/erasing.ts";
import { addPasskey, listPasskeys, removePasskey } from "../../packages/core/src/mfa/passkeys.ts";
import { answersUse } from "../../packages/core/src/mfa/questions.ts";
import { secretsWrite } from "../../packages/core/src/mfa/set-up.ts";
import { findFactors, passkeyIdOf } from "../../packages/core/src/mfa/store.ts";
import { totpContext } from "../../packages/core/src/mfa/totp.ts";
import { stepUp } from "../../packages/core/src/mfa/verify.ts";
import { emailChange, phoneChange } from "../../packages/core/src/users/contact.ts";
import { leavingWrites } from "../../packages/core/src/users/leaving.ts";
import { findPerson, openingRefusal } from "../../packages/core/src/users/store.ts";
import { walletOpening } from "@cowry/core/wallet";
import { confirmed } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { credentialsOf, on, opening, signIn, somebody } from "./late-people.ts";
import { beginAnew, idly, isWritten, meeting, unheard, useLateTable } from "./late-table.ts";

/** Who meets what they wrote themselves, or what has gone since they looked, is told so, and leaves nothing behind. */

beforeAll(useLateTable);
beforeEach(beginAnew);
afterAll(() => void vi.useRealTimers());

const verifiers = {
  passkeys: {
    relyingParty: { id: "cowry.example", name: "Cowry" },
    created: () => Promise.resolve({ credentialId: "key-1", publicKey: "key", counter: 0, backedUp: false }),
    used: () => Promise.resolve(undefined),
  },
  totp: { newSecret: () => "SECRET", uri: () => "otpauth:", stepOf: () => 7 },
};

/** Somebody whom every sign-in on another device asks for a second factor. */
async function guarded(): Promise<Customer> {
  const amina = await somebody();
  const change = factorsChange(await credentialsOf(amina), { secondFactors: ["totp"], secondFactorAlways: true });
  expect(await isWritten([change, stepUpMark(amina, "totp")])).toBe(true);
  return amina;
}

/** The token by which a sign-in on a tablet waits. */
async function ask(userId: string): Promise<string> {
  const { origin } = on("tablet");
  const answer = await completeSignIn(await loadSignIn(userId, origin), origin, { firstFactor: "otp" });
  if (answer.kind !== "second_factor") throw new Error("a second factor is asked for");
  return answer.mfaToken;
}

describe("a sign-in whose answer was lost, and that is sent again", () => {
  it("gives the tokens of the session that it has opened", async () => {
    const { userId } = await somebody();
    const { refresh } = await unheard(() => signIn(userId, "phone"));
    expect((await refreshSession(on("phone"), refresh)).refresh).not.toBe(refresh);
  });

  it("waits for the second factor that it has asked for", async () => {
    const { userId } = await guarded();
    const token = await unheard(() => ask(userId));
    expect((await readWaiting(on("tablet"), token, "totp")).pending).toMatchObject({ userId, tries: 0 });
  });
});

it("who registers by the token of an account that they have closed since is told that it was used", async () => {
  const { userId } = await somebody();
  expect(await isWritten(await leavingWrites(userId))).toBe(true);
  const wallet = walletOpening({ userId, currency: "NGN", accountNumber: "8031110001", displayName: "Amina B." });
  const again = [...opening(userId), credentialsOpening(userId, ["rider"], "k1$hash"), wallet];
  expect(openingRefusal(await idly(() => transact(again)), userId)).toBe("registered_before");
});

describe("an account that is given another number or address at the moment of its closing", () => {
  const move = { number: phoneChange, address: emailChange } as const;

  it.each([
    { what: "number", to: "+2348039990009" },
    { what: "address", to: "new@example.com" },
  ] as const)("is not closed without it: $what", async ({ what, to }) => {
    const amina = await somebody();
    const { userId } = amina;
    const person = present(await findPerson(userId, { consistent: true }), "she is there");
    const rows = present(await move[what](person, to), "it is free");
    const seen = await credentialsOf(amina);
    const facts = { action: `auth.${what}_changed`, before: {}, after: {} } as const;
    const rival = () =>
      changeCredentials(
        amina,
        { seen, set: {}, also: rows, endSessions: { but: undefined }, audit: facts },
        () => false,
      );
    const close = () => codeOf(closeAccount(amina, confirmed(), undefined));
    expect(await meeting("TransactWriteItems", rival, close)).toBe("account_changed");
    expect(await findPerson(userId, { consistent: true })).toMatchObject({ closedAtMs: undefined });
  });
});

describe("what has gone since it was looked at", () => {
  it("a passkey that another device has given up is not given up once more", async () => {
    const amina = await somebody();
    const credential = { id: newId(), clientDataJSON: "", attestationObject: "", transports: [] };
    await addPasskey(amina, credential, "My phone", verifiers.passkeys);
    const remove = () => codeOf(removePasskey(amina, passkeyIdOf(amina.userId, "key-1")));
    expect(await meeting("BatchGetItem", remove, remove)).toBe("passkey_not_found");
    expect(await listPasskeys(amina)).toEqual([]);
  });

  it("no factor of an account that is being erased comes back by its last use", async () => {
    const { userId, ...actor } = await guarded();
    const amina = { ...actor, userId };
    const secrets = { totpSecret: seal("SECRET", totpContext(userId)), answersHash: hashSecret("answers", userId, "") };
    const keep = (): Promise<boolean> => isWritten([secretsWrite(userId, { set: secrets })]);
    const erase = () => eraseFactors(userId);
    await keep();
    const step = () => codeOf(stepUp(amina, { method: "totp", code: "123456" }, verifiers));
    expect(await meeting("TransactWriteItems", erase, step)).toBe("second_factor_used");
    expect(await findFactors(userId)).toBeUndefined();
    await keep();
    const waiting = await readWaiting(on("tablet"), await ask(userId), "totp");
    const use = [answersUse({ userId, ...secrets }, [])].filter((one): one is Write => one !== undefined);
    const answer = () => codeOf(answerSecondFactor(on("tablet"), waiting, "security_questions", use));
    expect(use).toHaveLength(1);
    expect(await meeting("TransactWriteItems", erase, answer)).toBe("second_factor_used");
    expect(await findFactors(userId)).toBeUndefined();
  });
});
