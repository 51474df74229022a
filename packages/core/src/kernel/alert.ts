/** Something that a person must look at, though no request failed: the platform makes it a log line that rings an alarm. */
export interface Alert {
  /** Stable, snake_case: what to look up in the runbook. */
  readonly alert: string;
  readonly transactionId?: string | undefined;
  /** Whose account, card or number it is about. */
  readonly userId?: string | undefined;
}

type Bell = (alert: Alert) => void;

let ring: Bell | undefined;

/** Called once per cold start, by the platform only. */
export function setBell(bell: Bell): void {
  ring = bell;
}

/** Tells staff. Never fails: what it is about has been written down already, and the books do not hang on it. */
export function alertStaff(alert: Alert): void {
  ring?.(alert);
}
