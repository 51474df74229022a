import type { SmsSender } from "@cowry/core/auth";
import { now } from "@cowry/core/kernel/clock";

/**
 * Several providers as one: a message that the first does not accept goes to the next. A provider that failed three
 * times in a row is left alone for half a minute; then one message tries whether it is back.
 */
export interface SmsProvider {
  readonly name: string;
  readonly sender: SmsSender;
}

export const FAILURES_MAX = 3;
export const REST_MS = 30_000;
/** What a provider may take while another one waits: together they stay within the time of one message. */
const PATIENCE_MS = 700;

interface Health {
  failures: number;
  restsUntilMs: number;
}

/** By provider, shared by all senders of the process: an instance serves one request at a time. */
const healths = new Map<string, Health>();

function healthOf(name: string): Health {
  const known = healths.get(name) ?? { failures: 0, restsUntilMs: 0 };
  healths.set(name, known);
  return known;
}

function isResting({ failures, restsUntilMs }: Health): boolean {
  return failures >= FAILURES_MAX && restsUntilMs > now();
}

/** For tests: everybody is well. */
export function forgetHealth(): void {
  healths.clear();
}

export function failOver(providers: readonly SmsProvider[]): SmsSender {
  return {
    async send(toE164, text, ended) {
      const awake = providers.filter(({ name }) => !isResting(healthOf(name)));
      // All of them down: the first is asked all the same, or nobody ever got a code again.
      const asked = awake.length > 0 ? awake : providers.slice(0, 1);
      let failure: unknown = new Error("no provider of text messages is configured");
      for (const [index, { name, sender }] of asked.entries()) {
        const patient = index === asked.length - 1;
        const signal = patient ? ended : AbortSignal.any([ended, AbortSignal.timeout(PATIENCE_MS)]);
        try {
          await sender.send(toE164, text, signal);
          healthOf(name).failures = 0;
          return;
        } catch (error) {
          failure = error;
          countFailure(healthOf(name));
        }
      }
      throw failure;
    },
  };
}

function countFailure(health: Health): void {
  health.failures += 1;
  if (health.failures >= FAILURES_MAX) health.restsUntilMs = now() + REST_MS;
}
