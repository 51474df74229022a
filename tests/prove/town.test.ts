import { expect, it } from "vitest";
import { COMMANDS } from "../../scripts/cli/index.ts";
import { runCowry } from "../../scripts/cli/run.ts";
import { cloud } from "../kit/cloud.ts";
import { onOwnCloud } from "../kit/own-cloud.ts";

/** `cowry seed` makes what a stage has after weeks: its books must be as right as those of single tests. */
it("a village lives a week of days and nights, as its seed tells it, and its books are right", () =>
  onOwnCloud(async () => {
    const cowry = async (line: string) => {
      let printed = "";
      const sink = { write: (text: string) => void (printed += text), isTerminal: false, columns: 80 };
      const environment = { COWRY_PORT: new URL(cloud().origin).port };
      const screen = {
        out: sink,
        err: { ...sink, write: () => undefined },
        environment,
        ended: new AbortController().signal,
      };
      const code = await runCowry(line.split(" "), COMMANDS, screen, "0");
      return { code, printed };
    };
    const seeded = await cowry("seed --people 8 --weeks 1 --seed 3 --json");
    expect(seeded.code).toBe(0);
    const { counts, people } = JSON.parse(seeded.printed) as { counts: Record<string, number>; people: unknown[] };
    expect(counts).toMatchObject({ join: 8, role: 2, freeze: 1, block: 1 });
    expect(people.length).toBeGreaterThan(3);
    expect((await cowry("seed --people 8 --weeks 1 --seed 3")).code).toBe(1);
    const audited = await cowry("ledger audit --json");
    expect(JSON.parse(audited.printed)).toMatchObject([{ problems: [] }]);
    expect(await cowry("ledger rebuild")).toMatchObject({ code: 0 });
  }));
