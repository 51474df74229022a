import { type ApiClient, errors, type Origin } from "../kernel/index.ts";

/** The program that an API key (`cwk_<clientId>_<secret>`) speaks for. There are none yet: every key is unknown. */
export function verifyApiKey(_key: string, _origin: Origin): Promise<ApiClient> {
  return Promise.reject(errors.unauthenticated());
}

/** The same for an access token that was bought with client credentials: `client_id` and `scope`, and no session. */
export function verifyClientToken(_token: string, _origin: Origin): Promise<ApiClient> {
  return Promise.reject(errors.unauthenticated());
}
