import { type LocalCloud, pause, reach } from "./cloud.ts";
import { type Command, Failure, type Given, JSON_OPTION, Misuse } from "./command.ts";
import { paint, say, sayJson, type Screen } from "./screen.ts";

/** What the product sent to phones and mailboxes; nothing leaves this machine. */

interface Message {
  readonly id: string;
  readonly to: string;
  readonly channel: "sms" | "email" | "push";
  readonly subject?: string;
  readonly body: string;
  readonly at: string;
}

export const sms: Command = {
  words: ["sms"],
  says: "Read what was sent to a phone or mailbox, or to all of them",
  takes: ["[phone|e-mail]"],
  options: {
    follow: { type: "boolean", short: "f", says: "go on printing what comes" },
    code: { type: "boolean", says: "print the newest one-time code, and nothing else" },
    limit: { type: "string", short: "n", value: "<count>", says: "so many of the newest (10)" },
    json: JSON_OPTION,
  },
  examples: [
    ["cowry sms", "the newest ten of everybody"],
    ["cowry sms +2348031234567", "of this phone"],
    ["cowry sms +2348031234567 --code", "the code to sign in with"],
    ["cowry sms amina@example.com -n 1", "the newest e-mail"],
    ["cowry sms --follow", "as they come, until Ctrl-C"],
  ],
  run: async (given, screen) => {
    const [to] = given.places;
    if (to !== undefined && !/@|\d{4}/.test(to))
      throw new Misuse(`${to} is neither a phone number nor an e-mail address`);
    const limit = given.count("limit", 10, [1, 5_000]);
    const { local } = await reach(given.port);
    const newest = await messagesTo(local, to);
    if (given.is("code")) {
      say(screen, codeIn(newest, to));
      return;
    }
    const shown = newest.slice(0, limit).reverse();
    if (given.is("json") && !given.is("follow")) {
      sayJson(screen, shown);
      return;
    }
    if (shown.length === 0 && !given.is("follow")) {
      screen.err.write(to === undefined ? "Nothing has been sent yet.\n" : `Nothing was sent to ${to}.\n`);
    }
    for (const message of shown) print(message, given, screen);
    if (given.is("follow")) await follow(local, to, newest, given, screen);
  },
};

function messagesTo(local: LocalCloud["local"], to: string | undefined): Promise<readonly Message[]> {
  return local<readonly Message[]>(`/messages${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}`);
}

/** Notices come to the same phone: a code's text begins with the code, in an e-mail it stands alone. */
export function codeIn(newest: readonly Pick<Message, "body">[], to: string | undefined): string {
  const found = newest
    .map(({ body }) => /(?<![\w+-])\d{6}(?![\w-])/.exec(body)?.[0])
    .find((code) => code !== undefined);
  if (found !== undefined) return found;
  throw new Failure(to === undefined ? "No code has been sent yet." : `No code was sent to ${to}.`);
}

async function follow(
  local: LocalCloud["local"],
  to: string | undefined,
  seen: readonly Message[],
  given: Given,
  screen: Screen,
): Promise<void> {
  const known = new Set(seen.map(({ id }) => id));
  while (await pause(400, screen.ended)) {
    const fresh = (await messagesTo(local, to)).filter(({ id }) => !known.has(id)).reverse();
    for (const message of fresh) {
      known.add(message.id);
      print(message, given, screen);
    }
  }
}

/** One line of JSON each where messages are followed. */
function print(message: Message, given: Given, screen: Screen): void {
  if (given.is("json")) {
    say(screen, JSON.stringify(message));
    return;
  }
  const { at, channel, to, subject, body } = message;
  const head = paint(screen, screen.out, "dim", `${at.slice(0, 19).replace("T", " ")}  ${channel}  ${to}`);
  say(screen, head, ...(subject === undefined ? [] : [`  ${subject}`]), ...body.split("\n").map((line) => `  ${line}`));
}
