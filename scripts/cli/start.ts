import type { Command } from "./command.ts";

export const start: Command = {
  words: ["start"],
  says: "Run the whole project on this machine",
  about:
    "What `npm start` does: synthesizes the templates where something has changed, and runs them. Ctrl-C stops it. " +
    "The data lies in .local/ (COWRY_DATA_DIR); the Paystack simulator listens on the port after the API's.",
  options: { fresh: { type: "boolean", says: "forget all local data first" } },
  examples: [
    ["cowry start", "on port 4000, with the data of the last time"],
    ["cowry start --fresh --port 4100", "beside another one, from nothing"],
  ],
  run: async (given) => {
    process.env["COWRY_PORT"] = String(given.port);
    process.argv.splice(2, process.argv.length, ...(given.is("fresh") ? ["--fresh"] : []));
    await import("../../packages/local/src/start.ts");
  },
};
