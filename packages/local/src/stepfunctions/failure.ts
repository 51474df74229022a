/** A definition that this interpreter does not run: said when it is loaded, never half-way through an execution. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
}

/** An error in the sense of the States Language: what Retry and Catch match, and what an execution fails with. */
export class StateError extends Error {
  override readonly name = "StateError";
  readonly error: string;
  /** Never retried and never caught, whatever a machine's handlers say. */
  readonly terminal: boolean;

  constructor(error: string, cause: string, terminal = false) {
    super(cause);
    this.error = error;
    this.terminal = terminal;
  }
}

/** What the service calls `States.Runtime`: the machine itself is at fault, so no handler sees it. */
export function runtimeError(cause: string): StateError {
  return new StateError("States.Runtime", cause, true);
}

/** A refusal of the wire, by the name of the real service's exception. */
export class WireError extends Error {
  override readonly name = "WireError";
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
