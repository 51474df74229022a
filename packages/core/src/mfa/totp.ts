import { anyOf, below, equals, missing, update, type Write, write } from "@cowry/table";
import { factorErrors, requireStepUp } from "../auth/index.ts";
import { type Customer, now, seal, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { countWrong, FORGIVEN, reserveAttempt } from "./guard.ts";
import { TOTP_SETUP_LIFE_MS } from "./model.ts";
import type { QrMaker, Totp } from "./ports.ts";
import { addFactor, proveOwner, removeFactor } from "./set-up.ts";
import { type Factors, factorsItem } from "./store.ts";

/** An authenticator app: codes of RFC 6238, each time step used once. */

export interface TotpSetUp {
  readonly secret: string;
  readonly uri: string;
  readonly svg: string;
  /** Base64. */
  readonly png: string;
  readonly expiresInMs: number;
}

/** A new secret, to be confirmed by a code of it; until then nothing changes. Asks for FIELD_KEYS and PIN_PEPPERS. */
export async function startTotp(actor: Customer, password: string, totp: Totp, qr: QrMaker): Promise<TotpSetUp> {
  const { userId } = actor;
  await proveOwner(actor, password);
  const secret = totp.newSecret();
  const set = { totpNew: sealed(userId, secret), totpNewEndsAtMs: now() + TOTP_SETUP_LIFE_MS };
  await write(update(factorsItem, { userId }, { when: [], set }));
  // The account's name in the app: nothing that tells a finder of the phone whose it is.
  const uri = totp.uri(secret, userId.slice(-12));
  const [svg, png] = await Promise.all([qr.svg(uri), qr.png(uri)]);
  return { secret, uri, svg, png, expiresInMs: TOTP_SETUP_LIFE_MS };
}

/** Takes the new secret into use; gives recovery codes when there are none yet. Asks for FIELD_KEYS and PIN_PEPPERS. */
export async function confirmTotp(actor: Customer, code: string, totp: Totp): Promise<readonly string[]> {
  const { userId } = actor;
  const credentials = await requireStepUp(actor);
  const factors = await reserveAttempt(userId);
  const { totpNew, totpNewEndsAtMs = 0 } = factors;
  const atMs = now();
  if (totpNew === undefined || totpNewEndsAtMs <= atMs) throw errors.totp_not_started();
  const step = totp.stepOf(unseal(totpNew, totpContext(userId)), code, atMs);
  if (step === undefined) throw await countWrong(factors);
  return addFactor(actor, credentials, {
    factor: "totp",
    action: "mfa.totp_enabled",
    secrets: {
      when: [equals("totpNew", totpNew)],
      set: { totpSecret: totpNew, totpStep: step, ...FORGIVEN },
      remove: ["totpNew", "totpNewEndsAtMs"],
    },
    refusal: () => errors.totp_not_started(),
    given: true,
  });
}

/** Gives the app up. Asks for FIELD_KEYS and PIN_PEPPERS. */
export async function removeTotp(actor: Customer, password: string): Promise<void> {
  const credentials = await proveOwner(actor, password);
  if (credentials.secondFactors?.includes("totp") !== true) throw errors.factor_not_set_up();
  await removeFactor(actor, credentials, {
    factor: "totp",
    action: "mfa.totp_removed",
    secrets: { remove: ["totpSecret", "totpStep", "totpNew", "totpNewEndsAtMs"] },
    refusal: () => factorErrors.factors_changed_meanwhile(),
  });
}

/** The write that uses a code up; undefined for a wrong one. Rule: "totp". Asks for FIELD_KEYS. */
export function totpUse(factors: Factors, code: string, totp: Totp): Write | undefined {
  const { userId, totpSecret } = factors;
  if (totpSecret === undefined) throw errors.factor_not_set_up();
  const step = totp.stepOf(unseal(totpSecret, totpContext(userId)), code, now());
  if (step === undefined) return undefined;
  const unused = anyOf([missing("totpStep"), below("totpStep", step)]);
  const when = [equals("totpSecret", totpSecret), unused];
  return update(factorsItem, { userId }, { rule: "totp", when, set: { totpStep: step, ...FORGIVEN } });
}

function sealed(userId: string, secret: string): string {
  return seal(secret, totpContext(userId));
}

/** What an app's secret is sealed for. */
export function totpContext(userId: string): string {
  return `mfa:${userId}:totp`;
}
