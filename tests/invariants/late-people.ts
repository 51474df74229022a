import { completeSignIn, findCredentials, loadSignIn } from "@cowry/core/auth";
import { type Customer, newId, now, present } from "@cowry/core/kernel";
import { walletOpening } from "@cowry/core/wallet";
import { transact, type Write } from "@cowry/table";
import { stranger } from "../../packages/core/src/auth/people.testkit.ts";
import { type Credentials, credentialsOpening } from "../../packages/core/src/auth/store.ts";
import { verifyAccessToken } from "../../packages/core/src/auth/tokens.ts";
import { personOpening } from "../../packages/core/src/users/store.ts";

/** People in a table in memory, made without a hash. */

export const on = (deviceId: string) => stranger({ deviceId });

let people = 0;

/** Another number and another code each time. */
export function opening(userId: string, over: Partial<Parameters<typeof personOpening>[0]> = {}): readonly Write[] {
  const number = String((people += 1)).padStart(4, "0");
  return personOpening({
    ...{ userId, phone: `+234803111${number}`, firstName: "Amina", lastName: "Bello", email: undefined },
    ...{ roles: ["rider"], referralCode: `CODE${number}`, referrer: undefined, createdAtMs: now(), ...over },
  });
}

type Signed = Customer & { readonly refresh: string };

/** Somebody signed in on a phone of theirs, with a password that nobody can give. */
export async function somebody(email?: string): Promise<Signed> {
  const userId = newId();
  const wallet = { userId, currency: "NGN", accountNumber: "8031110001", displayName: "Amina B." } as const;
  const account = [credentialsOpening(userId, ["rider"], "k1$hash"), walletOpening(wallet)];
  await transact([...opening(userId, { email }), ...account]);
  return signIn(userId, "phone");
}

export async function signIn(userId: string, deviceId: string): Promise<Signed> {
  const { origin } = on(deviceId);
  const answer = await completeSignIn(await loadSignIn(userId, origin), origin, { firstFactor: "otp" });
  if (answer.kind !== "signed_in") throw new Error("nothing more is asked of them");
  const { access, refresh } = answer.tokens;
  return { ...(await verifyAccessToken(access)), kind: "customer", origin, refresh };
}

export const credentialsOf = async ({ userId }: Pick<Customer, "userId">): Promise<Credentials> =>
  present(await findCredentials(userId), "they have an account");
