import * as z from "zod/mini";
import { SECOND } from "../kernel/index.ts";
import { userView, UserView } from "../users/index.ts";
import type { SecondFactorAsked, SignedIn } from "./complete-sign-in.ts";
import { SECOND_FACTORS } from "./factors.ts";
import type { Tokens } from "./session.ts";

/** What comes after a first factor, on the wire. */

export const Seconds = z.int().check(z.minimum(1), z.maximum(86_400));
export const Jwt = z.string().check(z.maxLength(2048), z.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/));
export const Opaque = z.string().check(z.minLength(16), z.maxLength(512), z.regex(/^[A-Za-z0-9._~-]+$/));

const tokenFields = {
  access: Jwt,
  refresh: Opaque,
  token_type: z.literal("Bearer"),
  expires_in: Seconds,
};
export const TokensView = z.strictObject(tokenFields);
export const SignedInView = z.strictObject({ ...tokenFields, user: UserView });

/** The first factor was right; `mfa_token` and one of the methods go to mfa/verify. */
export const SecondFactorView = z.strictObject({
  mfa_required: z.literal(true),
  mfa_token: Opaque,
  methods: z.array(z.enum(SECOND_FACTORS)).check(z.minLength(1), z.maxLength(SECOND_FACTORS.length)),
  expires_in: Seconds,
});
/** How every door to sign in answers. */
export const SignInView = z.union([SignedInView, SecondFactorView]);

export function tokensView({ access, refresh, expiresInMs }: Tokens): z.output<typeof TokensView> {
  return { access, refresh, token_type: "Bearer", expires_in: expiresInMs / SECOND };
}

export function signedInView({ tokens, person }: SignedIn): z.output<typeof SignedInView> {
  return { ...tokensView(tokens), user: userView(person) };
}

export function signInView(result: SignedIn | SecondFactorAsked): z.output<typeof SignInView> {
  if (result.kind === "signed_in") return signedInView(result);
  const { mfaToken, methods, expiresInMs } = result;
  return { mfa_required: true, mfa_token: mfaToken, methods: [...methods], expires_in: expiresInMs / SECOND };
}
