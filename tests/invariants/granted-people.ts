import { submitEmail, submitPhone } from "@cowry/core/auth";
import { type Customer, HOUR, type KeyRing, MINUTE, SCOPES, type SecretName, setKeyRing } from "@cowry/core/kernel";
import { put, write } from "@cowry/table";
import { randomBytes } from "node:crypto";
import { issueConfirmation } from "../../packages/core/src/auth/confirmation.ts";
import { issueAccessToken } from "../../packages/core/src/auth/issue.ts";
import { customer, inbox, mailbox, stranger } from "../../packages/core/src/auth/people.testkit.ts";
import { setTransactionPin } from "../../packages/core/src/auth/pin.ts";
import { deviceItem, deviceOf } from "../../packages/core/src/auth/sign-in-store.ts";
import { passkeyIdOf, passkeyItem } from "../../packages/core/src/mfa/store.ts";
import type { Cloud } from "./crash-cloud.ts";
import { call, changed, cron, signedIn, type Story, tell } from "./granted-stage.ts";

/** What people do with their accounts, programs with their keys, and nights with what stands under older keys. */

const DEVICE = "phone-1";
/** As `customer` registers them. */
const PASSWORD = "482913";
const WORDS = "correct horse battery staple";

/** A code that was sent to the device that asks, and is answered without its name. */
async function codeFor(
  who: Customer & { readonly phone: string },
  purpose: "transfer_confirm" | "change_pin" | "reset_password",
) {
  const { sms, codeFor: read } = inbox();
  await submitPhone(stranger({ deviceId: DEVICE }), { phone: who.phone, purpose }, sms);
  return read(who.phone);
}

async function account(cloud: Cloud): Promise<void> {
  const amina = await customer();
  await setTransactionPin(amina, { pin: "4826", currentPin: undefined, password: undefined });
  const as = { token: await issueAccessToken(amina), device: DEVICE };
  await call(cloud, "auth/confirm-by-code", { ...as, body: { otp: await codeFor(amina, "transfer_confirm") } });
  const pin = { pin: "7391", password: PASSWORD, otp: await codeFor(amina, "change_pin") };
  await call(cloud, "auth/set-transaction-pin", { ...as, body: pin });
  const post = mailbox();
  const email = "amina@example.com";
  await submitEmail(stranger({ deviceId: DEVICE }), { email, purpose: "verify_email" }, post.mail);
  const move = { email, otp: post.codeFor(email), password: PASSWORD };
  await call(cloud, "auth/change-email", { ...as, body: move });
  // All sessions end with it.
  const reset = { phone: amina.phone, otp: await codeFor(amina, "reset_password"), new_password: "739148" };
  await call(cloud, "auth/reset-password", { device: DEVICE, body: reset });
}

/** Of staff the passwords before are kept, and none of them is taken again. */
async function staffPassword(cloud: Cloud): Promise<void> {
  const amina = await customer();
  await changed(amina.userId, { roles: ["super_admin"] });
  const body = { current_password: PASSWORD, new_password: WORDS };
  await call(cloud, "auth/change-password", { token: await issueAccessToken(amina), body });
}

const UNKNOWN_PASSKEY = {
  ...{ id: "AAAA", rawId: "AAAA", type: "public-key" },
  response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA", userHandle: "AAAA" },
};

async function secondFactors(cloud: Cloud): Promise<void> {
  const { token, userId } = await signedIn();
  const atMs = cloud.clock.now();
  const devices = [DEVICE, "phone-2", "phone-3"].map((deviceId) => {
    const seen = { userId, deviceId, trustedAtMs: atMs, lastSignInAtMs: atMs };
    return { ...seen, device: deviceOf(userId, deviceId), approves: true };
  });
  for (const device of devices) await write(put(deviceItem, device));
  const passkeys = ["key-1", "key-2"].map((id) => ({ passkeyId: passkeyIdOf(userId, id), credentialId: id, name: id }));
  const unused = { publicKey: "AAAA", counter: 0, transports: [], backedUp: false, createdAtMs: atMs };
  for (const passkey of passkeys) await write(put(passkeyItem, { userId, ...passkey, ...unused }));
  await changed(userId, { secondFactors: ["push", "passkey"] });
  const body = { method: "passkey", credential: UNKNOWN_PASSKEY };
  await call(cloud, "mfa/step-up", { token, body, refused: "passkey_invalid" });
  await call(cloud, "mfa/disable-push", { token, device: DEVICE });
  const [, given] = devices;
  await call(cloud, "auth/forget-device", { token, params: { id: given?.device ?? "" } });
  await call(cloud, "mfa/remove-passkey", { token, params: { id: passkeys[0]?.passkeyId ?? "" } });
}

const NOTHING = "0192d7a0-0000-7000-8000-00000000dead";
/** Doors that only read for people note that a program's key was used: once an hour. */
const NOTING = [
  ["holds/get-hold", { params: { id: NOTHING }, refused: "hold_not_found" }],
  ["wallet/get-transaction", { params: { id: NOTHING }, refused: "transaction_not_found" }],
  ["users/get-profile", {}],
  ["wallet/get-balance", {}],
  ["wallet/list-assets", {}],
  ["wallet/list-balances", {}],
  ["wallet/list-transactions", {}],
] as const;

async function programs(cloud: Cloud): Promise<void> {
  const amina = await customer();
  await changed(amina.userId, { pinHash: "none" });
  const { token: confirmation } = issueConfirmation(amina, 0);
  const token = await issueAccessToken(amina);
  const wanted = { name: "Till 3", scopes: SCOPES, confirmation };
  const made = await call(cloud, "developers/create-api-key", { token, body: wanted });
  const params = { id: String(made["id"]) };
  const renewed = await call(cloud, "developers/rotate-api-key", { token, params, body: { confirmation } });
  const key = String(renewed["key"]);
  for (const [door, asked] of NOTING) {
    await call(cloud, door, { token: key, ...asked });
    await cloud.live(2 * HOUR);
  }
  const [client_id, client_secret] = [key.slice(4, 40), key.slice(41)];
  await call(cloud, "developers/grant-token", { body: { grant_type: "client_credentials", client_id, client_secret } });
  await changed(amina.userId, { status: "closed" });
  const closed = { action: "users.account_closed", userId: amina.userId };
  await tell(cloud, "staff/erase-account", "audit.recorded", closed);
}

async function rename(cloud: Cloud): Promise<void> {
  const amina = await customer();
  const token = await issueAccessToken(amina);
  const body = { first_name: "Zainab", last_name: "Bello", country: "NG", version: 0 };
  await call(cloud, "users/replace-profile", { token, body });
}

type Rings = Map<SecretName, KeyRing>;

/** A new key beside the one that there is: what is found by the old one moves, what is sealed is sealed again. */
const rotation = (rings: Rings) => async (cloud: Cloud) => {
  const token = await issueAccessToken(await customer());
  const before = new Map(rings);
  try {
    for (const name of ["FIELD_KEYS", "LOOKUP_KEYS"] as const) {
      const keys = { ...before.get(name)?.keys, k2: randomBytes(32).toString("base64url") };
      rings.set(name, { current: "k2", keys });
    }
    await call(cloud, "topups/open-virtual-account", { token });
    await cron(cloud, "system/rotate-keys");
    await cloud.live(21 * MINUTE);
    await cron(cloud, "system/rotate-keys");
  } finally {
    for (const [name, ring] of before) {
      rings.set(name, ring);
      setKeyRing(name, ring);
    }
  }
};

export const peoplesStories = (rings: Rings): readonly Story[] => [
  {
    name: "codes are answered by the device that asked for them",
    shows: [
      "auth/confirm-by-code query",
      "auth/set-transaction-pin query",
      "auth/change-email query",
      "auth/reset-password query",
    ],
    tell: account,
  },
  { name: "one of the staff changes their password", shows: ["auth/change-password get put"], tell: staffPassword },
  {
    name: "one of several devices approves no longer, one is forgotten, and of two passkeys one is given up",
    shows: ["mfa/step-up query", "mfa/disable-push get query put update"],
    tell: secondFactors,
  },
  {
    name: "a program's key is made, renewed and used, and erased with its owner",
    shows: [
      "developers/create-api-key batch_get",
      "developers/rotate-api-key batch_get",
      "developers/grant-token update",
      "holds/get-hold update",
      "wallet/get-transaction update",
      "users/get-profile update",
      "wallet/get-balance update",
      "wallet/list-assets update",
      "wallet/list-balances get update",
      "wallet/list-transactions get update",
      "staff/erase-account batch_get",
    ],
    tell: programs,
  },
  {
    name: "somebody is called another name",
    shows: ["users/replace-profile batch_get query update delete"],
    tell: rename,
  },
  {
    name: "keys are replaced",
    shows: ["system/rotate-keys get put update delete scan", "topups/open-virtual-account delete"],
    tell: rotation(rings),
  },
];
