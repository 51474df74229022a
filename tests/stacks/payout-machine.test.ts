import type { HistoryEvent, Json } from "@cowry/local/stepfunctions/index";
import { afterAll, describe, expect, it } from "vitest";
import { workflow } from "../../packages/functions/src/payouts/payout.workflow.ts";
import {
  functionError,
  type Handler,
  MACHINE_ARN,
  rehearse,
  type Rehearsal,
} from "../../packages/local/src/stepfunctions/rehearsal.testkit.ts";

/** The payout's state machine, state by state: what each calls, what becomes of each of its outcomes, and how long it waits. */

type Name = keyof typeof workflow.asl.States;

interface State {
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}
const STATES = workflow.asl.States as Readonly<Record<string, State>>;

function targetsOf({ Next, Default, Choices = [], Catch = [] }: State): readonly string[] {
  return [Next, Default, ...[...Choices, ...Catch].map((each) => each.Next)].filter((name) => name !== undefined);
}

/** The machine as it goes on from a state; what cannot be reached from there is left out. */
function machineFrom(start: Name): unknown {
  const reached = new Set<string>([start]);
  for (const name of reached) for (const target of targetsOf(STATES[name] ?? {})) reached.add(target);
  const states = Object.fromEntries(Object.entries(STATES).filter(([name]) => reached.has(name)));
  return JSON.parse(
    JSON.stringify({ StartAt: start, States: states }).replace(
      /\$\{payouts\/([a-z-]+)\}/g,
      "arn:aws:lambda:eu-west-1:000000000000:function:$1",
    ),
  );
}

const ID = "0190c0de-0000-7000-8000-00000000000a";
const PASSING = [
  "unavailable",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];
/** What a function that is killed, or runs out of time, ends with. */
const OTHERS = ["internal_error", "Runtime.ExitError", "Sandbox.Timedout"];
const SAID = { status: "success", transferCode: "TRF_1", fee: 1_000, failure: null, afterSend: null };

const STEPS = ["check-account", "submit-payout", "await-confirmation", "poll-payout", "conclude-payout"] as const;
type Step = (typeof STEPS)[number];

/** The answers of the steps, each in its order; who has none left says that he has nothing to say. */
function handlersOf(script: Readonly<Partial<Record<Step, readonly (Json | Error)[]>>>): Record<string, Handler> {
  return Object.fromEntries(
    STEPS.map((step) => {
      const left = [...(script[step] ?? [])];
      const handler: Handler = () => {
        const next = left.shift();
        if (next instanceof Error) throw next;
        return next ?? { transactionId: ID, outcome: "nothing to say" };
      };
      return [step, handler];
    }),
  );
}

const taken = (outcome: string, more: Record<string, Json> = {}): Json => ({ transactionId: ID, outcome, ...more });

/** Every way from one state to another that was gone in these tests. */
const ways = new Set<string>();

function entered(play: Rehearsal): readonly string[] {
  const events: readonly HistoryEvent[] = play.service.execution("one")?.events ?? [];
  const names = events
    .filter(({ type }) => type.endsWith("StateEntered"))
    .map(({ details }) => details?.["name"] as string);
  names.forEach((name, at) => at > 0 && ways.add(`${names[at - 1] ?? ""} → ${name}`));
  return names;
}

async function playFrom(start: Name, script: Parameters<typeof handlersOf>[0], input: Json = { transactionId: ID }) {
  const play = rehearse(machineFrom(start), { handlers: handlersOf(script) });
  await play.start(input);
  return play;
}

/** What the state that an execution stands in was given. */
function given(play: Rehearsal): unknown {
  const events = play.service.execution("one")?.events ?? [];
  const last = events.findLast(({ type }) => type.endsWith("StateEntered"));
  return JSON.parse(last?.details?.["input"] as string);
}

const tokenOf = (play: Rehearsal) => (play.calls.at(-1)?.payload as { readonly taskToken: string }).taskToken;

const TASKS: readonly (readonly [Name, Step, Json, Json])[] = [
  ["CheckAccount", "check-account", { transactionId: ID }, { transactionId: ID }],
  ["PollProvider", "poll-payout", { transactionId: ID, outcome: "awaiting", waitSeconds: 60 }, { transactionId: ID }],
  ["Settle", "conclude-payout", taken("completed", { said: SAID }), taken("completed", { said: SAID })],
  ["Release", "conclude-payout", taken("failed", { said: SAID }), taken("failed", { said: SAID })],
];

describe.each(TASKS)("%s", (state, step, input, payload) => {
  it(`asks ${step} for this payout and nothing else, and looks at what it says`, async () => {
    const play = await playFrom(state, { [step]: [taken("ended")] }, input);
    expect(play.calls).toMatchObject([{ function: step, payload }]);
    expect(play.calls[0]?.payload).toEqual(payload);
    expect(entered(play)).toEqual([state, "WhatIsKnown", "Ended"]);
  });

  it.each(PASSING)("tries again after 2, 4, 8, 16 and 30 s of %s, then waits and asks the provider", async (name) => {
    const failures = Array.from({ length: 6 }, () => functionError(name, "away"));
    const play = await playFrom(state, { [step]: failures }, input);
    for (const seconds of [2, 4, 8, 16, 30]) await play.advance(seconds);
    const began = play.calls[0]?.atMs ?? 0;
    expect(play.calls.map(({ atMs }) => (atMs - began) / 1_000)).toEqual([0, 2, 6, 14, 30, 60]);
    expect(entered(play)).toEqual([state, "PauseAfterTrouble"]);
    expect(given(play)).toMatchObject({ transactionId: ID, trouble: { Error: name } });
  });

  it.each(OTHERS)("does not try %s again", async (name) => {
    const play = await playFrom(state, { [step]: [functionError(name)] }, input);
    expect(play.calls).toHaveLength(1);
    expect(entered(play)).toEqual([state, "PauseAfterTrouble"]);
  });
});

describe("SubmitToProvider", () => {
  it("sends, and looks at what came of it", async () => {
    const play = await playFrom("SubmitToProvider", { "submit-payout": [taken("ended")] });
    expect(play.calls).toMatchObject([{ function: "submit-payout", payload: { transactionId: ID } }]);
    expect(entered(play)).toEqual(["SubmitToProvider", "WhatIsKnown", "Ended"]);
  });

  it.each(PASSING)("never sends again by itself: after %s it asks in a minute", async (name) => {
    const play = await playFrom("SubmitToProvider", { "submit-payout": [functionError(name)] });
    expect(entered(play)).toEqual(["SubmitToProvider", "PauseBeforeAsking"]);
    await play.advance(60);
    expect(play.calls.map((call) => call.function)).toEqual(["submit-payout", "poll-payout"]);
  });

  it.each(OTHERS)("asks a quarter of an hour after %s", async (name) => {
    const play = await playFrom("SubmitToProvider", { "submit-payout": [functionError(name)] });
    expect(entered(play)).toEqual(["SubmitToProvider", "PauseAfterTrouble"]);
    await play.advance(900);
    expect(play.calls.map((call) => call.function)).toEqual(["submit-payout", "poll-payout"]);
  });
});

describe("WhatIsKnown", () => {
  it.each<[string, string]>([
    ["checked", "SubmitToProvider"],
    ["not_checked", "WaitForTheBanksAnswer"],
    ["completed", "Settle"],
    ["failed", "Release"],
    ["awaiting", "AwaitConfirmation"],
    ["awaiting_approval", "AwaitOurApproval"],
    ["not_sent", "WaitBeforeSendingAgain"],
    ["no_float", "WaitForFloat"],
    ["ended", "Ended"],
    ["a word that is not known", "PauseAfterTrouble"],
  ])("%s leads to %s", async (outcome, next) => {
    const play = await playFrom("WhatIsKnown", {}, taken(outcome, { waitSeconds: 60, said: SAID }));
    expect(entered(play).slice(0, 2)).toEqual(["WhatIsKnown", next]);
  });
});

describe.each(["AwaitConfirmation", "AwaitOurApproval"] as const)("%s", (state) => {
  const input = taken("awaiting", { waitSeconds: 300 });
  const kept = { "await-confirmation": [{ kept: true }] };

  it("keeps its token, and stands until it is answered with it", async () => {
    const play = await playFrom(state, kept, input);
    expect(play.calls).toMatchObject([{ function: "await-confirmation", payload: { transactionId: ID } }]);
    await play.advance(299);
    expect(entered(play)).toEqual([state]);
    play.ask("SendTaskSuccess", { taskToken: tokenOf(play), output: JSON.stringify(taken("ended")) });
    expect(entered(play)).toEqual([state, "WhatIsKnown", "Ended"]);
    expect(play.view().status).toBe("SUCCEEDED");
  });

  it("asks the provider when nobody has answered in time; a late answer finds nobody", async () => {
    const play = await playFrom(state, { ...kept, "poll-payout": [taken("ended")] }, input);
    const token = tokenOf(play);
    await play.advance(300);
    expect(entered(play)).toEqual([state, "PollProvider", "WhatIsKnown", "Ended"]);
    expect(() => play.ask("SendTaskSuccess", { taskToken: token, output: "{}" })).toThrow(
      /TaskTimedOut|TaskDoesNotExist/,
    );
  });

  it.each([...PASSING, ...OTHERS])("asks later when its token could not be kept: %s", async (name) => {
    const play = await playFrom(state, { "await-confirmation": [functionError(name)] }, input);
    expect(entered(play)).toEqual([state, "PauseAfterTrouble"]);
  });

  it("asks later when it is told of a failure", async () => {
    const play = await playFrom(state, kept, input);
    play.ask("SendTaskFailure", { taskToken: tokenOf(play), error: "Lost", cause: "" });
    expect(entered(play)).toEqual([state, "PauseAfterTrouble"]);
  });
});

describe("waits", () => {
  it.each<[Name, Json, number, Step]>([
    ["WaitForTheBanksAnswer", taken("not_checked", { waitSeconds: 600 }), 600, "check-account"],
    ["WaitForFloat", taken("no_float", { waitSeconds: 3_600 }), 3_600, "submit-payout"],
    ["WaitBeforeSendingAgain", taken("not_sent", { waitSeconds: 1 }), 1, "submit-payout"],
    ["PauseBeforeAsking", taken("awaiting"), 60, "poll-payout"],
    ["PauseAfterTrouble", taken("awaiting"), 900, "poll-payout"],
  ])("%s lasts as long as it should, and goes on", async (state, input, seconds, step) => {
    const play = await playFrom(state, {}, input);
    await play.advance(seconds - 1);
    expect(play.calls).toEqual([]);
    await play.advance(1);
    entered(play);
    expect(play.calls).toMatchObject([{ function: step, payload: { transactionId: ID } }]);
  });
});

/** Its history, as somebody reads it in the console. */
describe("the story of a payout", () => {
  const ended = [taken("ended")];

  it("that is paid, and of which a webhook tells", async () => {
    const play = await playFrom("CheckAccount", {
      "check-account": [taken("checked")],
      "submit-payout": [taken("awaiting", { waitSeconds: 60 })],
      "await-confirmation": [{ kept: true }],
    });
    play.ask("SendTaskSuccess", { taskToken: tokenOf(play), output: JSON.stringify(taken("ended")) });
    expect(story(play)).toEqual(["CheckAccount", "SubmitToProvider", "AwaitConfirmation", "Ended"]);
  });

  it("of which nobody tells: it asks, and settles", async () => {
    const play = await playFrom("CheckAccount", {
      "check-account": [taken("checked")],
      "submit-payout": [taken("awaiting", { waitSeconds: 60 })],
      "await-confirmation": [{ kept: true }],
      "poll-payout": [taken("completed", { said: SAID })],
      "conclude-payout": ended,
    });
    await play.advance(60);
    expect(story(play)).toEqual([
      ...["CheckAccount", "SubmitToProvider", "AwaitConfirmation", "PollProvider", "Settle", "Ended"],
    ]);
  });

  it("that waits for the bank's name, for float and for a code, and comes back", async () => {
    const play = await playFrom("CheckAccount", {
      "check-account": [taken("not_checked", { waitSeconds: 600 }), taken("checked")],
      "submit-payout": [taken("no_float", { waitSeconds: 600 }), taken("awaiting_approval", { waitSeconds: 900 })],
      "await-confirmation": [{ kept: true }],
      "poll-payout": [taken("failed", { said: SAID })],
      "conclude-payout": ended,
    });
    for (const seconds of [600, 600, 900]) await play.advance(seconds);
    expect(story(play)).toEqual([
      ...["CheckAccount", "WaitForTheBanksAnswer", "CheckAccount", "SubmitToProvider", "WaitForFloat"],
      ...["SubmitToProvider", "AwaitOurApproval", "PollProvider", "Release", "Ended"],
    ]);
    const words = JSON.stringify(play.service.execution("one")?.events);
    expect(words).toContain(MACHINE_ARN.split(":")[3]);
    expect(words).not.toMatch(/\b\d{10}\b/);
  });

  /** Between any two states is the choice: it is left out here. */
  const story = (play: Rehearsal) => {
    expect(play.view().status).toBe("SUCCEEDED");
    return entered(play).filter((name) => name !== "WhatIsKnown");
  };
});

afterAll(() => {
  const all = Object.entries(STATES).flatMap(([name, state]) => targetsOf(state).map((to) => `${name} → ${to}`));
  expect([...ways].sort(), "every way between two states was gone").toEqual([...new Set(all)].sort());
});
