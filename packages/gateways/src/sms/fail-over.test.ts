import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failOver, FAILURES_MAX, forgetHealth, REST_MS } from "./fail-over.ts";
import { termiiSms } from "./termii.ts";

/** A server that speaks Termii's wire: it keeps what it was sent, and answers as it is told to. */
interface Termii {
  readonly url: string;
  readonly received: { readonly path: string; readonly body: Record<string, unknown> }[];
  answer: { status: number; body: unknown } | "hang" | "reset";
  stop: () => void;
}

const OK = { status: 200, body: { code: "ok", message_id: "9122821270554876574", message: "Successfully Sent" } };

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function startTermii(): Promise<Termii> {
  const received: Termii["received"] = [];
  const server = createServer((request, response) => {
    void read(request).then((text) => {
      received.push({ path: `${request.method ?? ""} ${request.url ?? ""}`, body: JSON.parse(text) as never });
      const { answer } = termii;
      if (answer === "reset") request.socket.destroy();
      if (typeof answer === "string") return;
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const termii: Termii = {
    ...{ url, received, answer: OK },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return termii;
}

const PHONE = "+2348031234567";
const TEXT = "482913 is your Cowry code.";
const never = () => AbortSignal.timeout(5_000);

let termii: Termii;
const senderOf = ({ url }: Termii) => termiiSms({ baseUrl: url, senderId: "Cowry", key: "TL-key" });

beforeEach(async () => {
  forgetHealth();
  termii = await startTermii();
});
afterEach(() => {
  vi.useRealTimers();
  termii.stop();
});

describe("Termii", () => {
  it("is sent what its API asks for", async () => {
    await senderOf(termii).send(PHONE, TEXT, never());
    expect(termii.received).toEqual([
      {
        path: "POST /api/sms/send",
        body: {
          api_key: "TL-key",
          to: "2348031234567",
          from: "Cowry",
          sms: TEXT,
          type: "plain",
          channel: "dnd",
        },
      },
    ]);
  });

  it.each([
    ["its own no", { status: 200, body: { code: "error", message: "Insufficient balance" } }],
    ["a wrong key", { status: 401, body: { message: "Invalid API key" } }],
    ["a failure of its own", { status: 500, body: {} }],
    ["an answer that is none", { status: 200, body: "ok" }],
    ["a redirection", { status: 302, body: OK.body }],
    ["a connection cut off", "reset"],
  ] as const)("has not sent the message after %s, and tells nothing of it", async (_, answer) => {
    termii.answer = answer;
    const refused = await senderOf(termii)
      .send(PHONE, TEXT, never())
      .catch((error: unknown) => String(error));
    expect(refused).toMatch(/Error/);
    expect(refused).not.toMatch(/803|482913|TL-key/);
  });
});

describe("several providers", () => {
  it("send by the next one when the first does not accept a message, or takes too long", async () => {
    const second = await startTermii();
    const sms = failOver([
      { name: "first", sender: senderOf(termii) },
      { name: "second", sender: senderOf(second) },
    ]);
    await sms.send(PHONE, TEXT, never());
    expect([termii.received.length, second.received.length]).toEqual([1, 0]);
    for (const answer of [{ status: 503, body: {} }, "hang"] as const) {
      termii.answer = answer;
      await sms.send(PHONE, TEXT, never());
    }
    expect([termii.received.length, second.received.length]).toEqual([3, 2]);
    second.stop();
  });

  it("leave the first alone after three failures in a row, and try it again half a minute later", async () => {
    const second = await startTermii();
    const sms = failOver([
      { name: "first", sender: senderOf(termii) },
      { name: "second", sender: senderOf(second) },
    ]);
    termii.answer = { status: 500, body: {} };
    for (let n = 0; n < FAILURES_MAX + 4; n++) await sms.send(PHONE, TEXT, never());
    expect([termii.received.length, second.received.length]).toEqual([FAILURES_MAX, FAILURES_MAX + 4]);
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(Date.now() + REST_MS + 1);
    termii.answer = OK;
    await sms.send(PHONE, TEXT, never());
    expect([termii.received.length, second.received.length]).toEqual([FAILURES_MAX + 1, FAILURES_MAX + 4]);
    second.stop();
  });

  it("ask the first all the same when all are down", async () => {
    const sms = failOver([{ name: "only", sender: senderOf(termii) }]);
    termii.answer = { status: 500, body: {} };
    for (let n = 0; n < FAILURES_MAX + 1; n++) await expect(sms.send(PHONE, TEXT, never())).rejects.toThrow("500");
    termii.answer = OK;
    await sms.send(PHONE, TEXT, never());
  });
});
