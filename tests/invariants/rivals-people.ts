import { assignRoles, blockPerson, changeAccess, closeAccount, endDueBlocks, unblockPerson } from "@cowry/core/staff";
import { createClient, revokeClient, rotateClient } from "@cowry/core/developers";
import { type Customer, HOUR, type Newcomer, now, type Role, type Staff } from "@cowry/core/kernel";
import {
  addBeneficiary,
  addOwnAccount,
  type BankAccount,
  chooseAccount,
  type RecipientRegister,
  removeBeneficiary,
} from "@cowry/core/payouts";
import {
  changeNotificationSettings,
  changeProfile,
  changeSettings,
  putDriverProfile,
  putRiderProfile,
} from "@cowry/core/users";
import { openWallet, setOwnLimit, setWalletStatus, walletNaming } from "@cowry/core/wallet";
import { removeDeviceKey, setDeviceKey } from "../../packages/core/src/auth/device-key.ts";
import { forgetDevice, listDevices, renameDevice } from "../../packages/core/src/auth/devices.ts";
import { changePassword } from "../../packages/core/src/auth/password.ts";
import { amina as form, newcomer, newPhone, stranger } from "../../packages/core/src/auth/people.testkit.ts";
import { setTransactionPin, verifyPin } from "../../packages/core/src/auth/pin.ts";
import { logOut, refreshSession } from "../../packages/core/src/auth/refresh.ts";
import { registerPerson } from "../../packages/core/src/auth/register.ts";
import { endSession, loadSessions } from "../../packages/core/src/auth/sessions.ts";
import { verifyAccessToken } from "../../packages/core/src/auth/tokens.ts";
import { choose, renewRecoveryCodes } from "../../packages/core/src/mfa/overview.ts";
import { confirmTotp, removeTotp, startTotp } from "../../packages/core/src/mfa/totp.ts";
import { setQuestions } from "../../packages/core/src/mfa/questions.ts";
import { signIn, totp, withTotp } from "../../packages/core/src/mfa/mfa.testkit.ts";
import { confirmed } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { totpCode } from "../kit/authenticator.ts";
import { PROPOSER } from "./history-world.ts";
import type { Stage } from "./rivals.ts";

/** Stages on which people come, go, prove who they are and change what is known of them. */

const PIN = "4821";
const PASSWORD = form.password;
const reason = "As the story says";
const staff: Staff = PROPOSER;
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export interface Member {
  readonly amina: Customer;
  readonly refresh: string;
}

export async function member(roles: readonly Role[] = ["rider"]): Promise<Member> {
  const origin = stranger({ deviceId: "phone-1" }).origin;
  const { tokens } = await registerPerson({ ...newcomer(), origin }, form);
  const claims = await verifyAccessToken(tokens.access);
  const amina: Customer = { ...claims, roles, kind: "customer", origin };
  await setTransactionPin(amina, { pin: PIN, currentPin: undefined, password: undefined });
  return { amina, refresh: tokens.refresh };
}

const change = { currentPassword: PASSWORD, newPassword: "739164" };
const block = (userId: string, untilMs?: number) => blockPerson(staff, userId, { reason, untilMs });

const PERSON: Stage<Member & { readonly other: string }> = {
  name: "a person with two sessions",
  async set() {
    const world = await member();
    await signIn(world.amina, "phone-2");
    const sessions = await loadSessions(world.amina);
    const other = sessions.find(({ sessionId }) => sessionId !== world.amina.sessionId)?.sessionId ?? "";
    return { ...world, other };
  },
  acts: {
    "prove the PIN": ({ amina }) => verifyPin(amina, PIN),
    "guess the PIN": ({ amina }) => verifyPin(amina, "9999"),
    "change the PIN": ({ amina }) => setTransactionPin(amina, { pin: "7391", currentPin: PIN, password: undefined }),
    "change the password": ({ amina }) => changePassword(amina, change),
    "guess the password": ({ amina }) => changePassword(amina, { ...change, currentPassword: "111111" }),
    refresh: ({ amina, refresh }) => refreshSession({ kind: "anyone", origin: amina.origin }, refresh),
    "sign in": ({ amina }) => signIn(amina, "phone-3"),
    "sign out": ({ amina }) => logOut(amina, false),
    "sign out everywhere": ({ amina }) => logOut(amina, true),
    "end the other session": ({ amina, other }) => endSession(amina, other),
    "be blocked": ({ amina }) => block(amina.userId),
    "get a role": ({ amina }) => assignRoles(staff, amina.userId, { roles: ["rider", "merchant"], reason }),
    "close the account": ({ amina }) => closeAccount(amina, confirmed(), reason),
  },
  quiet: ["be blocked", "close the account"],
  inSteps: [
    "sign in",
    "refresh",
    "change the PIN",
    "change the password",
    "guess the PIN",
    "guess the password",
    "prove the PIN",
  ],
};

const NEW_PIN: Stage<Member> = {
  name: "a person without a PIN",
  async set() {
    const origin = stranger({ deviceId: "phone-1" }).origin;
    const { tokens } = await registerPerson({ ...newcomer(), origin }, form);
    return {
      amina: { ...(await verifyAccessToken(tokens.access)), kind: "customer", origin },
      refresh: tokens.refresh,
    };
  },
  acts: {
    "set the PIN": ({ amina }) => setTransactionPin(amina, { pin: PIN, currentPin: undefined, password: undefined }),
    "set another PIN": ({ amina }) =>
      setTransactionPin(amina, { pin: "7391", currentPin: undefined, password: undefined }),
    "sign out everywhere": ({ amina }) => logOut(amina, true),
    "be blocked": ({ amina }) => block(amina.userId),
    "have the wallet frozen": ({ amina }) =>
      setWalletStatus(staff, { userId: amina.userId, currency: "NGN", to: "frozen", reason }),
  },
  quiet: ["be blocked"],
};

const PHONE = newPhone();
const OTHER: Newcomer = { ...newcomer(PHONE), tokenId: "another" };

const NEWCOMER: Stage<{ readonly who: Newcomer }> = {
  name: "a newcomer",
  set: () => Promise.resolve({ who: newcomer(PHONE) }),
  acts: {
    register: ({ who }) => registerPerson(who, form),
    "register with the same phone": () => registerPerson(OTHER, { ...form, firstName: "Zainab" }),
    "register with an address": () =>
      registerPerson(newcomer("+2348031112223"), { ...form, email: "amina@example.com" }),
    "register with the same address": () =>
      registerPerson(newcomer("+2348031112224"), { ...form, email: "amina@example.com" }),
  },
};

const BLOCKED: Stage<Member> = {
  name: "a person who is blocked",
  async set() {
    const world = await member();
    await block(world.amina.userId, now() + HOUR);
    await later(HOUR);
    return world;
  },
  acts: {
    unblock: ({ amina }) => unblockPerson(staff, amina.userId, reason),
    "block for longer": ({ amina }) => block(amina.userId, now() + HOUR),
    "block for good": ({ amina }) => block(amina.userId),
    "end what is due": () => endDueBlocks(),
    "freeze the wallet": ({ amina }) =>
      setWalletStatus(staff, { userId: amina.userId, currency: "NGN", to: "frozen", reason }),
  },
  quiet: ["end what is due", "block for good"],
};

const effects = { confirm: () => Promise.resolve(), limit: setOwnLimit, pinFree: () => Promise.resolve([]) };

const PROFILE: Stage<Member> = {
  name: "what is known of a person",
  set: () => member(["rider", "driver"]),
  acts: {
    rename: ({ amina }) => changeProfile(amina, { firstName: "Zainab", details: {} }, walletNaming),
    marry: ({ amina }) => changeProfile(amina, { lastName: "Danladi", details: {} }, walletNaming),
    move: ({ amina }) => changeProfile(amina, { details: { address: "12 Marina" } }, walletNaming),
    "set a limit": ({ amina }) => changeSettings(amina, { dailyLimit: 50_000n }, effects),
    "set a theme": ({ amina }) => changeSettings(amina, { theme: "dark" }, effects),
    silence: ({ amina }) => changeNotificationSettings(amina, { promotions: false }),
    drive: ({ amina }) =>
      putDriverProfile(amina, { plateNumber: "LAG 123", status: "available" }, () => Promise.resolve(true)),
    ride: ({ amina }) => putRiderProfile(amina, { preferences: { music: "off" }, savedAddresses: [] }),
    "shut a feature": ({ amina }) =>
      changeAccess(staff, amina.userId, { platforms: {}, features: { transfers: false }, reason }),
    "close the account": ({ amina }) => closeAccount(amina, confirmed(), reason),
    "open a wallet": ({ amina }) => openWallet(amina, "USD"),
  },
  quiet: ["close the account"],
  cases: [
    ["rename", "close the account"],
    ["close the account", "rename"],
    ["rename", "marry"],
  ],
};

const KNOWN: typeof PROFILE = {
  ...PROFILE,
  name: "what is known of a person, once it was changed",
  async set() {
    const world = await PROFILE.set();
    for (const act of ["move", "set a theme", "silence", "drive", "ride", "shut a feature"]) {
      await PROFILE.acts[act]?.(world, "before");
    }
    return world;
  },
};

const TILL = { name: "Till 3", scopes: ["wallet:read"], lifeDays: 30 } as const;

const CLIENT: Stage<Member & { readonly clientId: string }> = {
  name: "a program of somebody's",
  async set() {
    const world = await member();
    return { ...world, clientId: (await createClient(world.amina, TILL, confirmed())).client.clientId };
  },
  acts: {
    "make another": ({ amina }) => createClient(amina, TILL, confirmed()),
    "change its key": ({ amina, clientId }) => rotateClient(amina, { clientId, overlapMs: HOUR }, confirmed()),
    revoke: ({ amina, clientId }) => revokeClient(amina, clientId),
    "be blocked": ({ amina }) => block(amina.userId),
  },
  quiet: ["revoke", "be blocked"],
};

const ZENITH = { name: "Zenith Bank", code: "057", active: true, currency: "NGN" } as const;
const bank: RecipientRegister = {
  mode: "test",
  listBanks: () => Promise.resolve({ outcome: "listed", banks: [ZENITH] }),
  resolveAccount: () => Promise.resolve({ outcome: "resolved", accountName: "BELLO AMINA" }),
  createRecipient: () => Promise.resolve({ outcome: "created", recipientCode: "RCP_1" }),
};
const account = (accountNumber: string): BankAccount => ({ accountNumber, bankCode: "057" });
const admit = () => Promise.resolve();

const PAYEES: Stage<Member & { readonly own: string }> = {
  name: "whom somebody pays",
  async set() {
    const world = await member();
    const { beneficiary } = await addOwnAccount(world.amina, account("0123456789"), bank, admit);
    return { ...world, own: beneficiary.beneficiaryId };
  },
  acts: {
    add: ({ amina }) =>
      addBeneficiary(amina, { kind: "bank", account: account("0123456780"), name: "Mum" }, bank, admit),
    "add once more": ({ amina }) =>
      addBeneficiary(amina, { kind: "bank", account: account("0123456789"), name: "Me" }, bank, admit),
    choose: ({ amina, own }) => chooseAccount(amina, own),
    remove: ({ amina, own }) => removeBeneficiary(amina, own),
    "close the account": ({ amina }) => closeAccount(amina, confirmed(), reason),
  },
  quiet: ["close the account"],
};

const qr = { svg: () => Promise.resolve("<svg/>"), png: () => Promise.resolve("AA==") };
const ANSWERS = [
  { question: "childhood_street", answer: "Marina" },
  { question: "first_employer", answer: "My aunt" },
  { question: "dream_job", answer: "Pilot" },
] as const;

const FACTORS: Stage<Member & { readonly secret: string; readonly device: string }> = {
  name: "a person with a second factor",
  async set() {
    const world = await member();
    const { secret } = await withTotp(world.amina);
    const [device] = await listDevices(world.amina);
    return { ...world, secret, device: device?.device ?? "" };
  },
  acts: {
    "be asked always": ({ amina }) => choose(amina, true),
    "renew the recovery codes": ({ amina }) => renewRecoveryCodes(amina, PASSWORD),
    "begin with another app": ({ amina }) => startTotp(amina, PASSWORD, totp, qr),
    "confirm a code": ({ amina, secret }) => confirmTotp(amina, totpCode(secret, now()), totp),
    "remove the app": ({ amina }) => removeTotp(amina, PASSWORD),
    "answer questions": ({ amina }) => setQuestions(amina, ANSWERS, PASSWORD),
    "name the device": ({ amina, device }) => renameDevice(amina, device, "My phone"),
    "forget the device": ({ amina, device }) => forgetDevice(amina, device),
    "give the device a key": ({ amina }) => setDeviceKey(amina, "A".repeat(43), PASSWORD),
    "take the key away": ({ amina }) => removeDeviceKey(amina),
    "be blocked": ({ amina }) => block(amina.userId),
  },
  quiet: ["forget the device", "be blocked"],
  inSteps: [
    "begin with another app",
    "renew the recovery codes",
    "remove the app",
    "answer questions",
    "give the device a key",
  ],
};

export const PEOPLE: readonly Stage<unknown>[] = [
  PERSON,
  NEW_PIN,
  NEWCOMER,
  BLOCKED,
  PROFILE,
  KNOWN,
  CLIENT,
  PAYEES,
  FACTORS,
];
