import { giveRole, localEnvironment } from "./admin.ts";
import type { LocalCloud } from "./cloud.ts";
import { type Named, PASSWORD, Person } from "./person.ts";
import { clockOf } from "./test-clock.ts";
import { readBase32, totpCode } from "./totp.ts";

/** Somebody who works for us, as one comes in: registers, gets a role by the command line, sets up an authenticator. */
export interface Employee {
  readonly person: Person;
  /** Of the authenticator app. */
  readonly secret: string;
}

export async function employ(name: Named, role: string, cloud: LocalCloud, ended: AbortSignal): Promise<Employee> {
  const person = new Person(name, cloud, ended);
  await person.join(await nowOf(cloud));
  await giveRole(name.phone, role, localEnvironment(cloud.info));
  await person.arrive(await nowOf(cloud));
  const { secret } = await person.do("POST", "/auth/mfa/totp", { password: PASSWORD });
  const code = totpCode(readBase32(String(secret)), await nowOf(cloud));
  await person.do("POST", "/auth/mfa/totp/confirm", { code });
  return { person, secret: String(secret) };
}

export async function nowOf({ local }: LocalCloud): Promise<number> {
  return Date.parse((await clockOf(local)).now);
}
