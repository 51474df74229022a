import { assert } from "./assert.ts";

/** What differs between stages and is no secret. Read from the environment by `platform/config.ts` only. */
export interface Settings {
  readonly stage: string;
  /** IANA zone in which days and months begin and end. */
  readonly homeZone: string;
  /** ISO 3166 codes of the countries whose mobile numbers may sign up. */
  readonly countries: readonly string[];
  /** `iss` of our tokens, an https URL. */
  readonly tokenIssuer: string;
  /** `aud` of our access tokens. */
  readonly tokenAudience: string;
}

let current: Settings | undefined;

/** Called once per cold start, by the platform only. */
export function setSettings(settings: Settings): void {
  current = settings;
}

export function settings(): Settings {
  assert(current !== undefined, "settings are set at cold start");
  return current;
}
