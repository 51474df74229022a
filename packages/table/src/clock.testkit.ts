import { setRetryClock } from "./clock.ts";

/** A clock on which sleeping takes no time but counts. */
export function useFakeClock(chance = 0.5): { readonly slept: number[] } {
  const slept: number[] = [];
  let elapsed = 0;
  setRetryClock({
    elapsed: () => elapsed,
    sleep(ms) {
      slept.push(ms);
      elapsed += ms;
      return Promise.resolve();
    },
    chance: () => chance,
  });
  return { slept };
}
