import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Clock } from "../clock.ts";
import { number, text } from "../json.ts";
import { appendLine, readLines } from "./files.ts";

/** Messages kept in memory for the inbox. */
const KEPT = 5_000;

export type Channel = "sms" | "email" | "push";

export interface Message {
  readonly id: string;
  readonly to: string;
  readonly channel: Channel;
  readonly subject?: string;
  readonly body: string;
  readonly atMs: number;
}

/** What the product sent to phones and mailboxes: it goes no further than this machine. */
export class Inbox {
  readonly #clock: Clock;
  readonly #file: string | undefined;
  readonly #messages: Message[];
  #delivered = 0;

  constructor(clock: Clock, dataDir: string | undefined) {
    this.#clock = clock;
    this.#file = dataDir === undefined ? undefined : path.join(dataDir, "messages.jsonl");
    this.#messages = this.#file === undefined ? [] : readLines(this.#file).map(messageOf).slice(-KEPT);
  }

  /** Counts up with each message since the start. */
  get delivered(): number {
    return this.#delivered;
  }

  deliver(message: { to: string; channel: Channel; subject?: string; body: string }): string {
    const kept: Message = { id: randomUUID(), ...message, atMs: this.#clock.now() };
    this.#messages.push(kept);
    this.#delivered += 1;
    if (this.#messages.length > KEPT * 1.1) this.#messages.splice(0, this.#messages.length - KEPT);
    if (this.#file !== undefined) appendLine(this.#file, kept);
    return kept.id;
  }

  /** Newest first; of one phone or mailbox, or all. A phone is found however it is written. */
  find(to?: string): readonly Message[] {
    const wanted = to === undefined ? undefined : plain(to);
    return this.#messages.filter((message) => wanted === undefined || plain(message.to) === wanted).reverse();
  }
}

/** `+234 803 …` (or ` 234803…`, as an unescaped plus arrives in a query) and `+234803…` are one phone. */
function plain(to: string): string {
  return to.includes("@") ? to.trim().toLowerCase() : to.replace(/\D/g, "");
}

function messageOf(line: Record<string, unknown>): Message {
  const channel = line["channel"];
  const subject = text(line["subject"]);
  return {
    id: text(line["id"]) ?? "",
    to: text(line["to"]) ?? "",
    channel: channel === "email" || channel === "push" ? channel : "sms",
    ...(subject === undefined ? {} : { subject }),
    body: text(line["body"]) ?? "",
    atMs: number(line["atMs"]) ?? 0,
  };
}
