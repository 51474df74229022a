import { randomUUID } from "node:crypto";
import path from "node:path";
import { type Assembly, ofType } from "../assembly/model.ts";
import type { Clock } from "../clock.ts";
import { list, number, record, text } from "../json.ts";
import { readState, writeState } from "./files.ts";

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sentAtMs: number;
  readonly receives: number;
  /** Hidden from receivers until then. */
  readonly visibleAtMs: number;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly visibilityMs: number;
  messages: readonly QueueMessage[];
}

/** The templates' SQS queues. Messages outlive the process. */
export class Queues {
  readonly all: readonly Queue[];
  readonly #clock: Clock;
  readonly #file: string | undefined;

  constructor(assembly: Assembly, clock: Clock, dataDir: string | undefined) {
    this.#clock = clock;
    this.#file = dataDir === undefined ? undefined : path.join(dataDir, "queues.json");
    const stored = (this.#file === undefined ? undefined : readState(this.#file, (state) => state)) ?? {};
    this.all = ofType(assembly, "AWS::SQS::Queue").map(({ ref, attributes, properties }) => {
      const name = attributes["QueueName"] ?? "";
      return {
        name,
        arn: attributes["Arn"] ?? "",
        url: ref,
        visibilityMs: (number(properties["VisibilityTimeout"]) ?? 30) * 1_000,
        messages: list(stored[name]).map((message) => messageOf(record(message))),
      };
    });
  }

  /** By URL (whatever host it was written with), ARN or name. */
  find(reference: string): Queue | undefined {
    const name = reference.split(/[/:]/).at(-1);
    return this.all.find((queue) => queue.name === name);
  }

  send(queue: Queue, body: string, attributes: Readonly<Record<string, unknown>> = {}, delayMs = 0): string {
    const now = this.#clock.now();
    const message = { id: randomUUID(), body, attributes, sentAtMs: now, receives: 0, visibleAtMs: now + delayMs };
    this.#replace(queue, [...queue.messages, message]);
    return message.id;
  }

  /** Takes up to `max` visible messages and hides them for a while. */
  receive(queue: Queue, max: number, visibilityMs = queue.visibilityMs): readonly QueueMessage[] {
    const now = this.#clock.now();
    const taken = queue.messages.filter((message) => message.visibleAtMs <= now).slice(0, max);
    const hidden = new Map(
      taken.map((message) => [
        message.id,
        { ...message, receives: message.receives + 1, visibleAtMs: now + visibilityMs },
      ]),
    );
    this.#replace(
      queue,
      queue.messages.map((message) => hidden.get(message.id) ?? message),
    );
    return [...hidden.values()];
  }

  delete(queue: Queue, id: string): void {
    this.#replace(
      queue,
      queue.messages.filter((message) => message.id !== id),
    );
  }

  hide(queue: Queue, id: string, forMs: number): void {
    const visibleAtMs = this.#clock.now() + forMs;
    this.#replace(
      queue,
      queue.messages.map((message) => (message.id === id ? { ...message, visibleAtMs } : message)),
    );
  }

  #replace(queue: Queue, messages: readonly QueueMessage[]): void {
    queue.messages = messages;
    if (this.#file === undefined) return;
    writeState(this.#file, Object.fromEntries(this.all.map(({ name, messages: kept }) => [name, kept])));
  }
}

function messageOf(stored: Record<string, unknown>): QueueMessage {
  return {
    id: text(stored["id"]) ?? "",
    body: text(stored["body"]) ?? "",
    attributes: record(stored["attributes"]),
    sentAtMs: number(stored["sentAtMs"]) ?? 0,
    receives: number(stored["receives"]) ?? 0,
    visibleAtMs: number(stored["visibleAtMs"]) ?? 0,
  };
}
