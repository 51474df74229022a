import { conditionOf, weakened, type WireWrite } from "../../scripts/conditions/conditions.ts";
import type { Carry } from "./troubled-engine.ts";

/** Mistakes that somebody could make, put into the requests: whoever looks for mistakes must see them. */
export interface Plant {
  readonly why: string;
  readonly kind: string;
  readonly entity: string;
  /** The part of the condition that is left out, as docs/proof/conditions.md writes it. */
  readonly without: string;
  /** It takes a hundred histories and more until it is seen: for `npm run prove`. */
  readonly isRare?: true;
}

export const PLANTS: readonly Plant[] = [
  { why: "a journal is written over another one", kind: "Put", entity: "journal", without: "attribute_not_exists(pk)" },
  { why: "a wallet's version is not looked at", kind: "Update", entity: "wallet", without: "v = ?" },
  { why: "a refresh token is taken twice", kind: "Update", entity: "session", without: "gn = ?" },
  { why: "every PIN finds a place", kind: "Update", entity: "credentials", without: "p\\d < ?" },
  { why: "codes are compared without end", kind: "Update", entity: "otp", without: "at < ?" },
  { why: "a code is good for two", kind: "Delete", entity: "otp", without: "ch = ?" },
  { why: "a hold ends twice", kind: "Update", entity: "journal", without: "st = ?", isRare: true },
  { why: "our own accounts count a journal twice", kind: "Update", entity: "journal", without: "sl = ?" },
  {
    ...{ why: "a queued credit is folded in twice", kind: "Delete", entity: "queued_credit" },
    ...{ without: "attribute_exists(pk)", isRare: true },
  },
];

type Action = Readonly<Record<string, WireWrite>>;

/** Requests with the mistake in them. */
export function planted(plant: Plant, carry: Carry): Carry {
  const change = (kind: string, write: WireWrite) => weakenedBy(plant, kind, write);
  return (operation, body, headers) => {
    if (operation !== "TransactWriteItems") {
      const kind = operation.replace(/Item$/, "");
      return carry(operation, JSON.stringify(change(kind, JSON.parse(body) as WireWrite)), headers);
    }
    const input = JSON.parse(body) as { readonly TransactItems: readonly Action[] };
    const TransactItems = input.TransactItems.map((action) =>
      Object.fromEntries(Object.entries(action).map(([kind, write]) => [kind, change(kind, write)])),
    );
    return carry(operation, JSON.stringify({ ...input, TransactItems }), headers);
  };
}

function weakenedBy({ kind, entity, without }: Plant, of: string, write: WireWrite): WireWrite {
  const condition = kind === of ? conditionOf(of, write, "") : undefined;
  if (condition?.entity !== entity) return write;
  const part = new RegExp(`^${without.replaceAll(/[?()]/g, "\\$&")}$`);
  const isAll = part.test(condition.text);
  const among = Object.entries(condition.mutants).find(([, does]) => part.test(does.replace(/^without /, "")));
  const name = isAll ? "drop" : among?.[0];
  return name === undefined ? write : weakened(write, condition, name);
}
