import { describe, expect, it } from "vitest";
import { type Command, Misuse, read } from "./command.ts";
import { readDuration, stepsOf } from "./duration.ts";
import { COMMANDS } from "./index.ts";
import { doorOf, type Line, lineText, since } from "./logs.ts";
import { distance, nearest } from "./nearest.ts";
import { find, runCowry } from "./run.ts";
import { bar, columns, naira, paint, type Screen, span } from "./screen.ts";
import { byRhythm } from "./seed.ts";
import { codeIn } from "./sms.ts";
import { readBase32, totpCode } from "./totp.ts";
import { type Deed, tellStory } from "./town.ts";

/** A screen that remembers what was printed. */
function screenOf(environment: Readonly<Record<string, string>> = {}, isTerminal = false) {
  const printed = { out: "", err: "" };
  const sink = (to: "out" | "err") => ({
    write: (text: string) => void (printed[to] += text),
    isTerminal,
    columns: 80,
  });
  const screen: Screen = { out: sink("out"), err: sink("err"), environment, ended: new AbortController().signal };
  return { screen, printed };
}

async function typed(line: string, environment?: Readonly<Record<string, string>>) {
  const { screen, printed } = screenOf(environment);
  const code = await runCowry(line === "" ? [] : line.split(" "), COMMANDS, screen, "1.2.3");
  return { code, ...printed };
}

describe("what is typed", () => {
  it.each([
    ["strat", "Did you mean start?"],
    ["test-clock advnce PT1M", "Did you mean advance?"],
    ["sms --folow", "Did you mean --follow?"],
    ["logs --level wran", "Did you mean warn?"],
    ["trigger charge.succes", "Did you mean charge.success?"],
    ["ledger", "cowry ledger --help"],
    ["ledger audti", "Did you mean audit?"],
    ["frobnicate", "cowry --help lists all commands."],
    ["--port 4100 sms", "cowry --help lists all commands."],
    ["test-clock advance soon", "Such as PT10M"],
  ])("cowry %s ends with 2 and says %s", async (line, hint) => {
    const { code, err, out } = await typed(line);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(hint);
  });

  it.each([
    ["sms +2348031234567 more", "sms has no use for more"],
    ["test-clock advance", "test-clock advance needs <duration|next>"],
    ["logs --door --follow", "--door needs a value: <name>"],
    ["logs --follow=yes", "--follow takes no value"],
    ["sms --limit 0", "--limit must be a whole number from 1 to 5000, not 0"],
    ["status --port 99999", "--port must be a port number, not 99999"],
    ["trigger refund.processed --reference cw-1", "refund.processed has no use for --reference"],
    ["admin create", "admin create needs --phone <phone>"],
    ["admin create --phone +2348031234567 --stage prod", "--stage needs --table <name> beside it"],
  ])("cowry %s ends with 2: %s", async (line, says) => {
    // Nothing is asked of any cloud before all of it is understood, but where a command must know what there is.
    const { code, err } = await typed(line, { COWRY_PORT: "1" });
    expect(err).toContain(says);
    expect(code).toBe(2);
  });

  it("says what to do where no local cloud answers, and ends with 1", async () => {
    const { code, err } = await typed("status", { COWRY_PORT: "1" });
    expect(code).toBe(1);
    expect(err).toContain("No local cloud answers at http://127.0.0.1:1.");
    expect(err).toContain("npm start");
  });

  it("tells about everything, a group and a command, each with examples", async () => {
    const all = await typed("--help");
    for (const { words } of COMMANDS) expect(all.out).toContain(words.join(" "));
    expect((await typed("help ledger")).out).toContain("ledger rebuild");
    for (const { words, examples, options = {} } of COMMANDS) {
      const { code, out } = await typed(`${words.join(" ")} --help`);
      expect(code).toBe(0);
      expect(examples.length).toBeGreaterThan(0);
      for (const [line] of examples) expect(out).toContain(line);
      for (const name of Object.keys(options)) expect(out).toContain(`--${name}`);
      expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThan(140);
    }
    expect((await typed("--version")).out).toBe("1.2.3\n");
  });

  it("has examples that the commands themselves understand", () => {
    for (const { examples } of COMMANDS) {
      for (const [line] of examples) {
        const [cowry, ...args] = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ""));
        expect(cowry).toBe("cowry");
        const found = find(args, COMMANDS);
        if (!("command" in found)) throw new Error(`${line} is no command`);
        read(found.command, found.rest, {});
      }
    }
  });

  it("takes flags before, between and after, and none of another command", () => {
    const command: Command = {
      words: ["x"],
      says: "",
      takes: ["<a>", "[b]"],
      options: { name: { type: "string", short: "n", says: "" }, all: { type: "boolean", short: "a", says: "" } },
      examples: [],
      run: () => Promise.resolve(),
    };
    const given = read(command, ["-a", "one", "--name=-x", "two", "-p", "4100"], {});
    expect(given.places).toEqual(["one", "two"]);
    expect([given.is("all"), given.text("name"), given.port]).toEqual([true, "-x", 4100]);
    expect(read(command, ["one"], { COWRY_PORT: "5000" }).port).toBe(5000);
    expect(() => read(command, ["one", "--fresh"], {})).toThrow(Misuse);
  });
});

describe("near words", () => {
  it.each([
    ["advnce", "advance", 1],
    ["tset", "test", 1],
    ["", "ab", 2],
    ["kitten", "sitting", 3],
  ])("%s is so far from %s: %i", (one, other, away) => {
    expect(distance(one, other)).toBe(away);
  });

  it("are begun or nearly right, and no others", () => {
    expect(nearest("sta", ["start", "status"])).toBeUndefined();
    expect(nearest("star", ["start", "status"])).toBe("start");
    expect(nearest("deploy", ["start", "status"])).toBeUndefined();
  });
});

describe("durations", () => {
  it.each([
    ["PT10M", 600_000],
    ["P1DT2H", 93_600_000],
    ["10m", 600_000],
    ["1d", 86_400_000],
    ["1d12h", 129_600_000],
    ["2w", 1_209_600_000],
    ["PT0S", 0],
  ])("%s is understood", (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });

  it.each(["", "P", "PT", "10", "-1d", "1month", "9999d"])("%s is not", (text) => {
    expect(() => readDuration(text)).toThrow(Misuse);
  });

  it("are walked in days, whole to the end", () => {
    expect(stepsOf(0)).toEqual([0]);
    expect(stepsOf(2.5 * 86_400_000)).toEqual([86_400_000, 86_400_000, 43_200_000]);
  });
});

describe("what is printed", () => {
  it("is coloured on a terminal, and never with NO_COLOR", () => {
    const shown = (environment: Readonly<Record<string, string>>, isTerminal: boolean) => {
      const { screen } = screenOf(environment, isTerminal);
      return paint(screen, screen.out, "red", "text");
    };
    expect(shown({}, true)).not.toBe("text");
    for (const plain of [shown({}, false), shown({ NO_COLOR: "1" }, true), shown({ FORCE_COLOR: "1" }, false)]) {
      expect(plain).toBe("text");
    }
  });

  it("shows amounts, spans, columns and bars", () => {
    expect(naira(279_000)).toBe("NGN 2,790.00");
    expect([span(0), span(2_500), span(600_000), span(90_061_000)]).toEqual(["0 s", "2.5 s", "10 min", "1 d 1 h"]);
    expect(
      columns([
        ["a", "b"],
        ["long", "c"],
      ]),
    ).toEqual(["a     b", "long  c"]);
    expect(bar(0.5)).toBe(`${"█".repeat(12)}${"░".repeat(12)}  50 %`);
  });

  it("shows a door's line with its facts, and one that is none as it is", () => {
    const { screen } = screenOf();
    const line = '{"level":"info","msg":"request","request_id":"r-1","door":"wallet/get-balance","status":200,"ms":3}';
    const text = lineText(
      { at: "2026-11-21T09:30:00.123Z", function: "WalletGetBalance", request_id: "l", line },
      screen,
    );
    expect(text).toMatch(/^09:30:00\.123 {2}info {3}wallet\/get-balance +request {2}status=200 {2}ms=3 {2}r-1$/);
    expect([doorOf("WalletGetBalance"), doorOf("aws")]).toEqual(["wallet/get-balance", "aws"]);
    const figures = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"FloatShort":0}';
    const at = "2026-11-21T09:30:00.123Z";
    expect(lineText({ at, function: "PayoutsWatchFloat", request_id: null, line: figures }, screen)).toMatch(
      /^09:30:00\.123 {2}info {3}payouts\/watch-float +metrics {2}FloatShort=0$/,
    );
    const raw = lineText({ at: "2026-11-21T09:30:00.123Z", function: "aws", request_id: null, line: "odd" }, screen);
    expect(raw).toContain("warn   aws");
  });

  it("follows a log by its end, and says where it could not", () => {
    const line = (at: string): Line => ({ at, function: "f", request_id: null, line: "same" });
    const [one, two, three] = [line("1"), line("2"), line("3")];
    expect(since([], [one])).toEqual({ fresh: [one], isGap: false });
    expect(since([one, two], [one, two, three])).toEqual({ fresh: [three], isGap: false });
    expect(since([one, two], [one, two])).toEqual({ fresh: [], isGap: false });
    expect(since([one], [two, three])).toEqual({ fresh: [two, three], isGap: true });
  });

  it("finds the newest code, in an SMS and in an e-mail, and no amount or phone", () => {
    const texts = ["NGN 1,200.00 from +2348031234567.", "482913 is your Cowry code.", "111111 is your Cowry code."];
    expect(
      codeIn(
        texts.map((body) => ({ body })),
        undefined,
      ),
    ).toBe("482913");
    expect(() => codeIn([{ body: "NGN 1,200.00" }], "+234")).toThrow("No code was sent to +234.");
  });

  it("shows an authenticator's code as RFC 6238 has it", () => {
    const key = readBase32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    expect([59_000, 1_111_111_109_000].map((atMs) => totpCode(key, atMs))).toEqual(["287082", "081804"]);
    expect(() => readBase32("not a secret")).toThrow(Misuse);
  });
});

describe("the town", () => {
  it("has its nights with what is due once a night, and once a day what is due every hour", () => {
    const schedules = ["cron(30 3 * * ? *)", "cron(0/15 1-5 * * ? *)", "cron(41 * * * ? *)", "cron(4/10 * * * ? *)"];
    const all = [...schedules, "rate(5 minutes)"].map((expression) => ({ name: expression, expression }));
    expect(byRhythm(all)).toEqual({ daily: schedules.slice(0, 2), hourly: schedules.slice(2, 3) });
  });

  it("is the same for the same seed, and everybody is there before they do anything", () => {
    const story = tellStory(7, 40, 21);
    expect(tellStory(7, 40, 21)).toEqual(story);
    expect(tellStory(8, 40, 21)).not.toEqual(story);
    expect(new Set(story.people.map(({ phone }) => phone)).size).toBe(40);
    const here = new Set<number>();
    for (const deed of story.days.flat()) {
      if (deed.do === "join") here.add(deed.who);
      expect(here.has(deed.who)).toBe(true);
      if ("to" in deed) expect(here.has(deed.to) && deed.to !== deed.who).toBe(true);
    }
    expect(here.size).toBe(40);
    const kinds: Deed["do"][] = [
      "topup",
      "transfer",
      "payout",
      "ride",
      "identify",
      "deposit",
      "freeze",
      "block",
      "dispute",
    ];
    for (const kind of kinds) expect(story.days.flat().some((deed) => deed.do === kind)).toBe(true);
  });

  it.each([1, 2, 3, 40, 99])("of seed %i can afford all that it does", (seed) => {
    const has = new Map<number, number>();
    const shut = new Set<number>();
    const move = (who: number, amount: number) => {
      const left = (has.get(who) ?? 0) + amount;
      expect(left).toBeGreaterThanOrEqual(0);
      has.set(who, left);
    };
    for (const deed of tellStory(seed, 30, 14).days.flat()) {
      expect(shut.has(deed.who)).toBe(false);
      if (deed.do === "topup" && deed.card === "success") move(deed.who, deed.amount);
      if (deed.do === "transfer") {
        move(deed.who, -deed.amount);
        move(deed.to, deed.amount);
      }
      // With the dearest fee; what comes back of it is not counted on.
      if (deed.do === "payout") move(deed.who, -(deed.amount + 5_000));
      if (deed.do === "ride") {
        move(deed.who, -deed.held);
        move(deed.who, deed.held - deed.fare);
        move(deed.to, deed.fare);
      }
      if (deed.do === "dispute") has.set(deed.who, 0);
      if (deed.do === "freeze" || deed.do === "block") shut.add(deed.who);
    }
  });
});
