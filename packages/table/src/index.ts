/**
 * The single table: the only place that speaks to DynamoDB. Entities declare keys and attributes, writes are plain
 * data with named conditions, `transact` commits all or none, and whatever can be tried again is tried here.
 * Errors that leave: TableBusy (ask again, it is safe) and TableBug (our mistake).
 */
export { connectTable } from "./client.ts";
export type { Place } from "./place.ts";
export { flag, int, json, list, money, oneOf, optional, record, text, time } from "./codecs.ts";
export type { Codec, RawItem, ValueOf } from "./codecs.ts";
export { openCursor, sealCursor } from "./cursor.ts";
export { describeTable, keyCollisions } from "./describe.ts";
export { decode, encode, entity, sortKey, typeOf } from "./entity.ts";
export type { AnyEntity, Entity, IndexOf, IndexPartitionOf, ItemOf, KeyOf, PartitionOf, SortOf } from "./entity.ts";
export { TableBug, TableBusy } from "./errors.ts";
export {
  above,
  absent,
  allOf,
  among,
  anyOf,
  atLeast,
  atMost,
  below,
  differs,
  equals,
  has,
  missing,
  present,
} from "./expressions.ts";
export type { Condition, ConditionFor } from "./expressions.ts";
export { seqKey, timeKey } from "./keys.ts";
export { putAll } from "./put-all.ts";
export { batchGet, getItem, keyOf, queryIndex, queryItems } from "./reads.ts";
export { removeAll } from "./removal.ts";
export type { Found, GetOptions, KeyRef, Range, ReadOptions } from "./reads.ts";
export { failedItem, transact, write } from "./transact.ts";
export type { ItemRecord, Outcome, TransactOptions, WriteOptions, Written } from "./transact.ts";
export { check, put, remove, update } from "./writes.ts";
export type { CheckOptions, PutOptions, RemoveOptions, UpdateOptions, Write } from "./writes.ts";
export { itemSize, itemSizeOf } from "./capacity.ts";
