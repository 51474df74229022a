import { beforeAll, describe, expect, it } from "vitest";
import { enterTheatre, type Stage, Theatre } from "./rivals.ts";

/**
 * Whoever comes between our read and our write, it is as if one had come after the other. `all`: each act with each, at every
 * request of it; `some`: with one, at its writes, but for pairs that went wrong once.
 */
export function provesRivals(stages: readonly Stage<unknown>[], which: "some" | "all"): void {
  beforeAll(enterTheatre);

  describe.each(stages)("$name", (stage) => {
    const acts = Object.keys(stage.acts);
    let theatre: Theatre<unknown> | undefined;
    beforeAll(async () => {
      theatre = await Theatre.open(stage);
    });
    const places = which === "all" ? "requests" : "writes";
    it.each(acts.filter((act) => stage.between?.includes(act) !== true))("%s, whoever comes between", async (act) => {
      const wrong: string[] = [];
      // Of some, each second meets itself, the others whoever is next: so each comes between somewhere.
      const turn = acts.indexOf(act);
      const some = turn % 2 === 0 ? act : (acts[(turn + 1) % acts.length] ?? act);
      for (const rival of which === "all" ? acts : [some]) {
        wrong.push(...((await theatre?.meet(act, rival, places)) ?? ["the stage is not set"]));
      }
      expect(wrong).toEqual([]);
    });

    const cases = which === "all" ? [] : (stage.cases ?? []);
    it.each(cases)("%s, with %s at any place", async (act, rival) => {
      expect(await theatre?.meet(act, rival, "requests")).toEqual([]);
    });
  });
}
