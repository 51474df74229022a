import { readFileSync } from "node:fs";
import path from "node:path";

/** What `npm run gen` read from the doors' definitions: the stacks list nothing by hand. */
export interface Door {
  readonly id: string;
  readonly domain: string;
  readonly kind: "http" | "stream" | "cron" | "step" | "event";
  readonly file: string;
  readonly routes?: readonly string[];
  /** Served by a Lambda URL as well: for callers that sign their own requests. */
  readonly url?: boolean;
  /** Callers beyond people: their checks go into the bundles of these doors only. */
  readonly knows?: "staff" | "client";
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly uses: Uses;
  readonly filter?: unknown;
  readonly batchSize?: number;
  readonly windowSeconds?: number;
  readonly schedule?: string;
  /** Names of the events that an event door hears, and a pattern on their data. */
  readonly on?: readonly string[];
  readonly where?: Readonly<Record<string, unknown>>;
}

export type Note = "key_use" | "rate_limit";

/** The small vocabulary of `uses`; `grants.ts` turns it into IAM statements. */
export interface Uses {
  readonly table?: "read" | "write" | "audit" | "batch" | "rebuild";
  readonly notes?: readonly Note[];
  readonly secrets?: readonly string[];
  readonly sms?: boolean;
  readonly email?: boolean;
  readonly events?: boolean;
  readonly workflow?: "start" | "answer" | "start_reconciliation";
  readonly paystack?: boolean;
}

export interface Workflow {
  readonly id: string;
  /** Amazon States Language; `${door/id}` stands for that function's ARN. */
  readonly asl: unknown;
  readonly doors: readonly string[];
}

export interface Manifest {
  readonly doors: readonly Door[];
  readonly workflows: readonly Workflow[];
}

/** The committed manifest, read from the project's root (where the sst and synth commands run). */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(path.resolve("packages/functions/manifest.json"), "utf8")) as Manifest;
}

/** What a function can ask of the table: one word for each of IAM's actions, and one for a query of the index. */
export const TABLE_ACTIONS = {
  get: "GetItem",
  batch_get: "BatchGetItem",
  query: "Query",
  query_index: "Query",
  put: "PutItem",
  update: "UpdateItem",
  delete: "DeleteItem",
  check: "ConditionCheckItem",
  put_many: "BatchWriteItem",
  scan: "Scan",
} as const;
export type TableAction = keyof typeof TABLE_ACTIONS;

const READS = ["get", "batch_get", "query", "query_index"] as const;
const WRITES = [...READS, "put", "update", "delete", "check"] as const;
/** The most that each word of `uses` allows. */
const ALLOWED: Readonly<Record<string, readonly TableAction[]>> = {
  read: READS,
  write: WRITES,
  audit: [...WRITES, "scan"],
  batch: [...WRITES, "put_many"],
};

/**
 * What a door may do to the table: of what its `uses` allow, that which its code can do at all, as
 * `scripts/table-actions.ts` has read it from the code. Of a door that it has not read yet, all.
 */
export function tableActionsOf(
  { id, uses }: Pick<Door, "id" | "uses">,
  found = readTableActions()[id],
): readonly TableAction[] {
  const allowed = ALLOWED[uses.table ?? ""] ?? [];
  return allowed.filter((action) => found?.includes(action) ?? true);
}

let tableActions: Readonly<Record<string, readonly string[]>> | undefined;

function readTableActions(): Readonly<Record<string, readonly string[]>> {
  tableActions ??= JSON.parse(readFileSync(path.resolve("packages/functions/table-actions.json"), "utf8")) as Readonly<
    Record<string, readonly string[]>
  >;
  return tableActions;
}

/** Every domain that has a door, sorted. */
export function domainsOf(manifest: Manifest): readonly string[] {
  return [...new Set(manifest.doors.map((door) => door.domain))].sort();
}

/** `wallet/create-transfer` → `WalletCreateTransfer`: a construct's id. */
export function constructId(doorId: string): string {
  return doorId
    .split(/[/-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
