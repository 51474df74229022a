import { type Answer, type Body, local } from "./cloud.ts";
import { totpCode } from "./authenticator.ts";
import { expectStatus, Person } from "./people.ts";

/** The ways in, as an app walks them, and what somebody can set up for them. */

/** The same person on another device. */
export class OnDevice extends Person {
  readonly of: Person;
  readonly device: string;

  constructor(of: Person, device: string) {
    super(of.phone, of.firstName);
    this.of = of;
    this.device = device;
  }

  override headers(): Record<string, string> {
    return { ...super.headers(), "x-device-id": this.device };
  }
}

/** The cloud's time. */
export async function cloudNow(): Promise<number> {
  const { body } = await local.get("/info");
  return Date.parse(String(body["now"]));
}

export interface App {
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  /** The code of the present step; moves the clock on to the next one first, so that each is another. */
  readonly next: () => Promise<string>;
}

/** Sets up an authenticator app. */
export async function withTotp(person: Person): Promise<App> {
  const started = await person.post("/auth/mfa/totp", { password: person.password });
  expectStatus(started, 201);
  const secret = String(started.body["secret"]);
  const confirmed = await person.post("/auth/mfa/totp/confirm", { code: totpCode(secret, await cloudNow()) });
  expectStatus(confirmed, 200);
  return {
    secret,
    recoveryCodes: confirmed.body["recovery_codes"] as readonly string[],
    next: async () => {
      await local.advance("PT30S");
      return totpCode(secret, await cloudNow());
    },
  };
}

/** Answers the question of a sign-in. */
export function answerMfa(person: Person, asked: Body, given: Readonly<Record<string, unknown>>): Promise<Answer> {
  return person.post("/auth/mfa/verify", { mfa_token: asked["mfa_token"], ...given });
}
