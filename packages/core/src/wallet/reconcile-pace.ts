/** What an audit knows of time. */
export interface Pace {
  readonly isTimeUp: () => boolean;
  /**
   * Lets a moment pass. Reads see a transaction's items become visible one by one, so that something may look odd while
   * it is being written: only what is odd twice is reported.
   */
  readonly pause: () => Promise<void>;
}

const MOMENT_MS = 500;

export function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
}
