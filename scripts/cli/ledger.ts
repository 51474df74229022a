import { reach } from "./cloud.ts";
import { type Command, Failure, type Given, JSON_OPTION, type Option } from "./command.ts";
import { say, sayJson, type Screen } from "./screen.ts";

/**
 * The whole ledger, looked at while it rests. Works on the running local cloud, or with --table in AWS with the
 * credentials of whoever may read it. It holds the whole ledger in memory; the nightly audit (wallet/reconcile-books),
 * which runs while money moves, and the rebuild into a new table (wallet/rebuild-ledger) do not.
 */

const TABLE: Option = {
  type: "string",
  value: "<name>",
  says: "a table in AWS, with the credentials of the environment",
};

export const ledgerAudit: Command = {
  words: ["ledger", "audit"],
  says: "Prove the books: every invariant, recomputed from the raw items",
  about: "By code that shares nothing with the ledger's. Exit code 1 where anything differs.",
  options: { table: TABLE, json: JSON_OPTION },
  examples: [
    ["cowry ledger audit", "of the local cloud"],
    ["cowry ledger audit --table <name>", "of a table in AWS"],
  ],
  run: async (given, screen) => {
    const table = await tableOf(given);
    const { auditItems, readAll } = await import("./ledger-items.ts");
    const items = await readAll(table);
    return tell([{ what: `audit of ${table}`, ...auditItems(items) }], given, screen);
  },
};

export const ledgerRebuild: Command = {
  words: ["ledger", "rebuild"],
  says: "Make wallets and entries anew from the journals, and compare",
  about:
    "With --into they are written into a new table, which is audited as well; a rebuild that was interrupted goes on. " +
    "Exit code 1 where anything differs.",
  options: {
    table: TABLE,
    into: { type: "string", value: "<name>", says: "write them into a new table of this name" },
    json: JSON_OPTION,
  },
  examples: [
    ["cowry ledger rebuild", "of the local cloud, compared only"],
    ["cowry ledger rebuild --into rebuilt-1", "and written into a new table"],
  ],
  run: async (given, screen) => {
    const table = await tableOf(given);
    const { auditItems, compareItems, readAll, writeInto } = await import("./ledger-items.ts");
    const items = await readAll(table);
    const results: Result[] = [{ what: `rebuild of ${table}`, ...compareItems(items) }];
    const into = given.text("into");
    if (into !== undefined) {
      const { result, differences, moved } = await writeInto(into, table);
      screen.err.write(`${into}: ${result ?? "not at its end"}, ${differences} differences, ${moved} wallets moved\n`);
      results.push({ what: `audit of ${into}`, ...auditItems(await readAll(into)) });
    }
    return tell(results, given, screen);
  },
};

/** Of --table, or the local cloud's, to which the environment is then pointed. */
async function tableOf(given: Given): Promise<string> {
  const named = given.text("table");
  if (named !== undefined) return named;
  const { aws_endpoint, region, tables } = (await reach(given.port)).info;
  const [table] = tables;
  if (table === undefined) throw new Failure("This local cloud has no table.");
  const credentials = { AWS_ACCESS_KEY_ID: "ledger", AWS_SECRET_ACCESS_KEY: "local" };
  Object.assign(process.env, { AWS_ENDPOINT_URL: aws_endpoint, AWS_REGION: region, ...credentials });
  return table;
}

interface Result {
  readonly what: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

function tell(results: readonly Result[], given: Given, screen: Screen): number {
  if (given.is("json")) sayJson(screen, results);
  else for (const result of results) say(screen, ...result.problems, lineOf(result));
  return results.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function lineOf({ what, counts, problems }: Result): string {
  const counted = Object.entries(counts).map(([type, count]) => `${count} ${type}`);
  return `${what}: ${counted.join(", ")}: ${problems.length === 0 ? "right" : `${problems.length} differences`}`;
}
