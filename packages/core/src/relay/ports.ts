import type { DomainEvent } from "../kernel/index.ts";

/** Where events are told to whoever listens. */
export interface EventBus {
  /** Throws when one of them was not taken: then all may be put again. */
  put(events: readonly DomainEvent[]): Promise<void>;
}
