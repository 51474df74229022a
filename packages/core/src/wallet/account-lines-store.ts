import { entity, money, oneOf } from "@cowry/table";
import { TRANSACTION_KINDS } from "./model.ts";

/** A line of an account on which nothing should stay: see `account-lines.ts`. Written by the aggregator, never changed. */
export const accountLineItem = entity("account_line", {
  version: 1,
  about: "A line of an account of our own on which nothing should stay",
  pk: "S#{account}#{currency}",
  sk: "L#{at}#{transactionId}",
  attributes: {
    amount: money("am"),
    kind: oneOf("k", TRANSACTION_KINDS),
  },
});
