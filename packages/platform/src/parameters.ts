import { setTimeout as sleep } from "node:timers/promises";
import { errors, isoTime, jitter, now } from "@cowry/core/kernel";
import { type Credentials, sign } from "@cowry/table/signature";

export interface ParameterStore {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
}

/** How hard to try: whoever has nothing yet waits, whoever could go on with what there is does not. */
export interface Effort {
  readonly attemptsMax: number;
  readonly timeoutMs: number;
}

export const FIRST_READ: Effort = { attemptsMax: 4, timeoutMs: 1_500 };
export const SECOND_LOOK: Effort = { attemptsMax: 1, timeoutMs: 500 };
const BACKOFF_MS = 60;

interface GetParametersAnswer {
  readonly Parameters?: readonly { readonly Name?: string; readonly Value?: string }[];
}

/** Values, decrypted, of the parameters that exist, by name: one GetParameters call for up to ten names. */
export async function readParameters(
  store: ParameterStore,
  names: readonly string[],
  { attemptsMax, timeoutMs }: Effort,
): Promise<ReadonlyMap<string, string>> {
  const body = JSON.stringify({ Names: names, WithDecryption: true });
  for (let attempt = 1; ; attempt += 1) {
    const answer = await attemptCall(store, body, timeoutMs);
    if (answer.done) {
      return new Map(answer.value.Parameters?.map(({ Name = "", Value = "" }) => [Name, Value]));
    }
    const cause = new Error(`parameter store: ${answer.reason}`);
    if (!answer.again) throw cause;
    if (attempt === attemptsMax) throw errors.unavailable(undefined, { cause });
    await sleep(jitter() * BACKOFF_MS * 2 ** attempt);
  }
}

type Attempt =
  | { readonly done: true; readonly value: GetParametersAnswer }
  | { readonly done: false; readonly again: boolean; readonly reason: string };

async function attemptCall(
  { region, endpoint, credentials }: ParameterStore,
  body: string,
  timeoutMs: number,
): Promise<Attempt> {
  const url = new URL("/", endpoint);
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameters" };
  const signed = sign({ host: url.host, headers, body }, { region, service: "ssm" }, credentials, isoTime(now()));
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: signed,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return { done: true, value: JSON.parse(text) as GetParametersAnswer };
    const type = /"__type"\s*:\s*"(?:[^"#]*#)?(\w{1,64})"/.exec(text)?.[1] ?? "unknown error";
    const again = response.status >= 500 || response.status === 429 || /throttl|TooMany/i.test(type);
    return { done: false, again, reason: `${response.status} ${type}` };
  } catch (error) {
    return { done: false, again: true, reason: error instanceof Error ? error.name : "no answer" };
  }
}
