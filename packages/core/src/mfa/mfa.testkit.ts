import { otpauthTotp } from "../../../gateways/src/totp/index.ts";
import { webauthn } from "../../../gateways/src/webauthn/index.ts";
import { Authenticator, totpCode } from "../../../../tests/kit/authenticator.ts";
import { amina, newcomer, stranger } from "../auth/people.testkit.ts";
import { registerPerson } from "../auth/register.ts";
import { verifyAccessToken } from "../auth/tokens.ts";
import { completeSignIn, type FirstFactor, loadSignIn, type SecondFactorAsked, type SignedIn } from "../auth/index.ts";
import { type Customer, MINUTE, newId, now } from "../kernel/index.ts";
import { addPasskey, confirmTotp, invitePasskey, startTotp } from "./index.ts";
import { passkeyOptions } from "./passkey-wire.ts";

/** People with second factors, at the rules' own doors. */

export const PASSWORD = amina.password;
export const totp = otpauthTotp;
export const passkeys = webauthn({ id: "cowry.example", origins: ["https://cowry.example"] });
export const verifiers = { totp, passkeys };
const qr = { svg: () => Promise.resolve("<svg/>"), png: () => Promise.resolve("AA==") };

export const on = (deviceId: string, ip = "197.210.1.1") => stranger({ deviceId, ip });

/** Somebody signed in on a phone of theirs. */
export async function person(): Promise<Customer> {
  const origin = on(`phone-${newId()}`).origin;
  const { tokens } = await registerPerson({ ...newcomer(), origin }, amina);
  return { ...(await verifyAccessToken(tokens.access)), kind: "customer", origin };
}

/** The same person signs in once more. */
export async function signIn(
  { userId }: Customer,
  deviceId: string,
  firstFactor: FirstFactor = "otp",
): Promise<SignedIn | SecondFactorAsked> {
  const { origin } = on(deviceId);
  return completeSignIn(await loadSignIn(userId, origin), origin, { firstFactor });
}

/** The question that a sign-in on another device is answered with. */
export async function question(actor: Customer, deviceId: string): Promise<string> {
  const answer = await signIn(actor, deviceId);
  if (answer.kind !== "second_factor") throw new Error("expected to be asked for a second factor");
  return answer.mfaToken;
}

/** Sets up an authenticator app. The code of the present step is used up by it: the next one is for the test. */
export async function withTotp(actor: Customer) {
  const { secret } = await startTotp(actor, PASSWORD, totp, qr);
  const codes = await confirmTotp(actor, totpCode(secret, now()), totp);
  return { secret, codes, code: () => totpCode(secret, now()) };
}

export async function withPasskey(actor: Customer) {
  const device = new Authenticator();
  const options = passkeyOptions(await invitePasskey(actor, PASSWORD, passkeys));
  const made = device.create({ challenge: options.challenge, userHandle: options.user.id });
  const codes = await addPasskey(actor, { id: made.id, ...made.response }, "My phone", passkeys);
  return { device, codes };
}

export const STEP_MS = MINUTE;
