import {
  type ConditionFor,
  equals,
  type ItemRecord,
  missing,
  queryItems,
  transact,
  update,
  type Write,
} from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Actor, errors as kernelErrors, jitter } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { WalletStatus } from "./model.ts";
import { type Wallet, walletItem } from "./store.ts";

/** What can be wished for a wallet. `unblocked` and `unfrozen` take back that one thing and leave the other. */
export type StatusWish = "frozen" | "unfrozen" | "blocked" | "unblocked" | "closed";

export interface StatusOrder {
  readonly userId: string;
  /** One wallet; absent: all that the person holds. */
  readonly currency?: string | undefined;
  readonly to: StatusWish;
  readonly reason: string;
  /**
   * Further items of the same transaction, each with a rule of its own. Safe to repeat. With an audit entry (rule
   * "audit") among them, none is written for the wallets by themselves.
   */
  readonly also?: readonly Write[];
}

export interface StatusTurn {
  readonly currency: string;
  readonly before: WalletStatus;
  readonly after: WalletStatus;
}

export type StatusChanged =
  | { readonly done: true; readonly wallets: readonly StatusTurn[] }
  /** One of `also` did not hold; nothing was written. */
  | { readonly done: false; readonly rule: string; readonly item: ItemRecord | undefined };

interface Standing {
  readonly status: WalletStatus;
  /** While blocked: what unblocking restores. */
  readonly statusBefore?: WalletStatus | undefined;
}

const TRIES_MAX = 40;
const BACKOFF_CAP_MS = 200;
/** A person holds one wallet per asset. */
const WALLETS_MAX = 40;

/**
 * Changes the status of a person's wallets, with its reason in the audit trail, and whatever goes with it, in one
 * transaction. Repeating it changes nothing. A wallet is closed only while nothing is in it and nothing on its way.
 */
export async function setWalletStatus(actor: Actor, order: StatusOrder): Promise<StatusChanged> {
  const { userId, currency, also = [] } = order;
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const { items } = await queryItems(walletItem, { userId }, { limit: WALLETS_MAX });
    const wallets = items.filter((wallet) => currency === undefined || wallet.currency === currency);
    if (wallets.length === 0 && currency !== undefined) throw errors.wallet_not_found();
    const turns = wallets.map((wallet) => ({ wallet, standing: decideStatus(wallet, order.to) }));
    const changed = turns.filter(({ wallet, standing }) => !isSame(wallet, standing));
    const told = turns.map(({ wallet, standing }) => turnOf(wallet, standing));
    if (changed.length === 0 && also.length === 0) return { done: true, wallets: told };
    const writes = [...changed.map(({ wallet, standing }) => statusWrite(wallet, standing)), ...also];
    const outcome = await transact([...writes, ...auditOf(actor, order, changed)]);
    if (outcome.committed) return { done: true, wallets: told };
    const refused = also.find(({ rule }) => rule !== undefined && outcome.failed.has(rule));
    if (refused?.rule !== undefined) return { done: false, rule: refused.rule, item: outcome.failed.get(refused.rule) };
    // Money moved meanwhile: the wallet is looked at again.
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(BACKOFF_CAP_MS, 10 * 2 ** tries)));
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { userId } });
}

/** What a wish makes of a wallet, or why it may not be. Pure. */
export function decideStatus(wallet: Wallet, to: StatusWish): Standing {
  const { status, statusBefore } = wallet;
  if (status === "closed") {
    // Whoever closes, blocks or unblocks a person does not mind what is closed already.
    if (to === "frozen" || to === "unfrozen") throw errors.wallet_closed();
    return { status };
  }
  switch (to) {
    case "frozen":
    case "unfrozen": {
      const wanted = to === "frozen" ? "frozen" : "active";
      return status === "blocked" ? { status, statusBefore: wanted } : { status: wanted };
    }
    case "blocked":
      return status === "blocked" ? { status, statusBefore } : { status: "blocked", statusBefore: status };
    case "unblocked":
      return { status: status === "blocked" ? (statusBefore ?? "active") : status };
    case "closed":
      if (wallet.available !== 0n || wallet.reserved !== 0n || wallet.lane !== undefined) {
        throw errors.wallet_not_empty();
      }
      return { status: "closed" };
  }
}

function isSame(wallet: Wallet, { status, statusBefore }: Standing): boolean {
  return wallet.status === status && wallet.statusBefore === statusBefore;
}

function turnOf({ currency, status }: Wallet, standing: Standing): StatusTurn {
  return { currency, before: status, after: standing.status };
}

const ruleOf = ({ currency }: Wallet): string => `wallet ${currency}`;

/** Every rule that the decision relied on is repeated as a condition. */
function statusWrite(wallet: Wallet, { status, statusBefore }: Standing): Write {
  const { userId, currency, version } = wallet;
  const when: ConditionFor<typeof walletItem>[] = [equals("version", version), equals("status", wallet.status)];
  if (status === "closed") when.push(equals("available", 0n), equals("reserved", 0n), missing("lane"));
  return update(
    walletItem,
    { userId, currency },
    {
      rule: ruleOf(wallet),
      when,
      set: { status, version: version + 1, ...(statusBefore === undefined ? {} : { statusBefore }) },
      ...(statusBefore === undefined && wallet.statusBefore !== undefined ? { remove: ["statusBefore"] as const } : {}),
    },
  );
}

function auditOf(
  actor: Actor,
  { userId, to, reason, also = [] }: StatusOrder,
  changed: readonly { readonly wallet: Wallet; readonly standing: Standing }[],
): readonly Write[] {
  if (changed.length === 0 || also.some(({ rule }) => rule === "audit")) return [];
  const statuses = (of: "before" | "after") =>
    Object.fromEntries(
      changed.map(({ wallet, standing }) => [wallet.currency, of === "before" ? wallet.status : standing.status]),
    );
  return [
    auditEntry(actor, {
      action: `wallet.${to}`,
      subject: { kind: "wallet", id: userId },
      userId,
      before: statuses("before"),
      after: statuses("after"),
      reason,
    }),
  ];
}
