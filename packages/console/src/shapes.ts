/** What the local surface answers, as far as the console reads it. */

export interface Pulse {
  readonly now: string;
  readonly next_at: string | null;
  readonly messages: number;
  readonly lines: number;
  readonly runs: number;
  readonly moves: number;
  readonly writes: number;
  readonly dead_letters: number;
}

export interface Info {
  readonly api: string;
  readonly docs: string;
  readonly webhook_url: string;
  readonly paystack: string;
  readonly data_dir: string | null;
  readonly version: string;
  readonly aws_endpoint: string;
  readonly tables: readonly string[];
}

export type Assets = Readonly<Record<string, { readonly decimals: number; readonly name: string }>>;

export interface Message {
  readonly id: string;
  readonly to: string;
  readonly channel: "sms" | "email" | "push";
  readonly subject?: string;
  readonly body: string;
  readonly at: string;
}

export interface Wallet {
  readonly currency: string;
  readonly available: string;
  readonly reserved: string;
  readonly status: string;
  readonly entries: number;
  readonly last_hash: string;
}

export interface Person {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly status: string;
  readonly created_at: string | null;
  readonly wallets: readonly Wallet[];
}

export interface People {
  readonly total: number;
  readonly found: number;
  readonly people: readonly Person[];
}

export interface Open {
  readonly transaction_id: string;
  readonly kind: string;
  readonly status: string;
  readonly currency: string;
  readonly amount: string;
  readonly fee: string;
  readonly captured: string;
  readonly counterparty: string | null;
  readonly created_at: string | null;
  readonly expires_at: string | null;
}

export interface Entry {
  readonly seq: number;
  readonly at_ms: number;
  readonly transaction_id: string;
  readonly kind: string;
  readonly amount: string;
  readonly balance_after: string;
  readonly fee: string;
  readonly hash: string;
  readonly counterparty: string | null;
  readonly note: string | null;
  readonly reversed: boolean;
}

export interface Books {
  readonly state: "right" | "moving" | "wrong";
  readonly problems: readonly string[];
  readonly currencies: readonly {
    readonly currency: string;
    readonly sum: string;
    readonly in_wallets: string;
    readonly accounts: readonly { readonly account: string; readonly balance: string }[];
  }[];
  readonly wallets: number;
  readonly transactions: number;
  readonly entries: number;
  readonly in_flight: number;
}

export interface Units {
  readonly read: number;
  readonly write: number;
  /** False where the size of an item had to be guessed. */
  readonly exact: boolean;
}

export interface Door {
  readonly name: string;
  readonly routes: readonly string[];
  readonly url: string | null;
  readonly timeout_seconds: number;
  readonly memory_mb: number;
  readonly instances: number;
  readonly calls: number;
  readonly failures: number;
  readonly cold_starts: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly last_at: string | null;
  readonly units: Units | null;
}

export interface Call {
  readonly number: number;
  readonly at: string;
  readonly function: string;
  readonly request_id: string;
  readonly ms: number;
  readonly cold: boolean;
  readonly how: string;
  readonly status: number | null;
  readonly units: (Units & { readonly requests: number }) | null;
}

export interface Line {
  readonly at: string;
  readonly function: string;
  readonly request_id: string | null;
  readonly line: string;
}

export interface Execution {
  readonly id: string;
  readonly machine: string;
  readonly status: string;
  readonly started_at: string;
  readonly stopped_at: string | null;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
  readonly waiting: readonly { readonly state: string; readonly for: string; readonly until: string | null }[];
}

export interface HistoryEvent {
  readonly id: number;
  readonly type: string;
  readonly at: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}

export interface ExecutionHistory extends Execution {
  readonly events: readonly HistoryEvent[];
  readonly definition: unknown;
}

export interface Consumer {
  readonly function: string;
  readonly table: string;
  readonly filters: number;
  readonly waiting: number;
  readonly done: number;
  readonly blocked: boolean;
  readonly batch_size: number;
  readonly window_seconds: number;
  readonly retries_max: number | null;
  readonly given_up: number;
  readonly failures_in_row: number;
}

export interface DeadLetter {
  readonly queue: string;
  readonly id: string;
  readonly at: string;
  readonly body: unknown;
}

export interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly zone: string;
  readonly enabled: boolean;
  readonly next_at: string | null;
}

export interface Charge {
  readonly reference: string;
  readonly status: string;
  readonly amount: number;
  readonly requested_amount: number;
  readonly currency: string;
  readonly email: string;
  readonly gateway_response: string;
  readonly created_at: string;
  readonly checkout_url: string;
}

export interface Transfer {
  readonly reference: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
  readonly created_at: string;
}

export interface Webhook {
  readonly id: string;
  readonly event: string;
  readonly reference: string;
  readonly state: string;
  readonly created_at: string;
  readonly attempts: readonly { readonly status: number | null }[];
}

export interface SimulatorFaults {
  readonly active: readonly {
    readonly do: string;
    readonly on: Readonly<Record<string, string | number | null | undefined>>;
    readonly times: number | null;
    readonly struck: number;
    readonly chance: number;
  }[];
  readonly kinds: Readonly<Record<string, { readonly says: string }>>;
  readonly operations: readonly string[];
}

export interface EngineFaults {
  readonly seed: string;
  readonly injected: Readonly<Record<string, number>>;
  readonly [kind: string]: unknown;
}
