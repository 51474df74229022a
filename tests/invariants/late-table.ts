import { vi } from "vitest";
import { MeetingTable } from "./meeting-table.ts";

/** A table in memory in which somebody else may write between the reads and the writes of an operation, at a time that stands still. */
const table = new MeetingTable();
const AT = Date.UTC(2031, 0, 15, 9);

export function useLateTable(): void {
  table.connect("late");
}

export function beginAnew(): void {
  table.empty();
  vi.useFakeTimers({ now: AT, toFake: ["Date"] });
}

export const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

export const { afterLateReads, idly, items, meeting, unheard } = table;
export { isWritten } from "./meeting-table.ts";
