import { reach } from "./cloud.ts";
import { type Command, JSON_OPTION } from "./command.ts";
import { columns, say, sayJson } from "./screen.ts";
import { clockOf } from "./test-clock.ts";

export const status: Command = {
  words: ["status"],
  says: "Where the local cloud listens, and what time it is there",
  options: { json: JSON_OPTION },
  examples: [
    ["cowry status", "addresses, data, clock"],
    ["cowry status --json", "the same, for programs"],
  ],
  run: async (given, screen) => {
    const { info, local } = await reach(given.port);
    if (given.is("json")) {
      sayJson(screen, info);
      return;
    }
    const { now, ahead } = await clockOf(local);
    say(
      screen,
      ...columns([
        ["API", info.api],
        ["Console", info.console],
        ["Paystack", info.paystack === "" ? "none" : `${info.paystack} (simulator)`],
        ["Webhook", info.webhook_url],
        ["API docs", info.docs],
        ["Data", info.data_dir ?? "in memory"],
        ["Clock", `${now}, ${ahead}`],
        ["Version", info.version],
      ]),
    );
  },
};
