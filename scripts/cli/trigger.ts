import { type LocalCloud, reach } from "./cloud.ts";
import { type Command, didYouMean, Failure, JSON_OPTION, Misuse } from "./command.ts";
import { columns, say, sayJson, type Screen } from "./screen.ts";
import { EVENTS } from "./trigger-events.ts";

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly reference: string;
  readonly state: string;
  readonly created_at: string;
  readonly attempts: readonly { readonly status: number | null; readonly error: string | null }[];
}

export const trigger: Command = {
  words: ["trigger"],
  says: "Make an event of the payment provider's happen, and deliver it",
  about:
    "It happens at the Paystack simulator, with everything that leads to it: a person who pays, a payout, two of finance " +
    "who order a refund. The simulator then tells of it, signed, and the local clock moves on until that is done " +
    "(schedules do not run meanwhile). Without an event: the list.",
  takes: ["[event]"],
  options: {
    reference: {
      type: "string",
      short: "r",
      value: "<cw-…>",
      says: "act on this top-up or payout, and make nothing up",
    },
    amount: { type: "string", short: "a", value: "<kobo>", says: "of what is made up (250000)" },
    json: JSON_OPTION,
  },
  examples: [
    ["cowry trigger", "which there are"],
    ["cowry trigger charge.success", "somebody tops up NGN 2,500.00"],
    ["cowry trigger transfer.failed --reference cw-0192…", "a payout that is under way fails"],
  ],
  run: async (given, screen) => {
    const [name] = given.places;
    if (name === undefined) {
      list(given.is("json"), screen);
      return;
    }
    const event = Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
    if (event === undefined) {
      const near = didYouMean(name, Object.keys(EVENTS));
      throw new Misuse(
        `there is no event ${name}`,
        [near, `They are ${Object.keys(EVENTS).join(", ")}.`].join(" ").trim(),
      );
    }
    const reference = given.text("reference");
    if (reference !== undefined && event.on === undefined) throw new Misuse(`${name} has no use for --reference`);
    const amount = given.count("amount", 250_000, [10_000, 500_000_000]);
    const cloud = await reach(given.port);
    const before = new Set((await deliveries(cloud)).map(({ id }) => id));
    const told = await event.make({ cloud, ended: screen.ended, reference, amount });
    const wanted = name.split(":")[0] ?? name;
    const fresh = await awaitEvent(
      cloud,
      (one) => !before.has(one.id) && one.reference === told && one.event === wanted,
    );
    if (given.is("json")) {
      sayJson(screen, fresh);
      return;
    }
    const last = fresh.attempts.at(-1);
    say(
      screen,
      `${fresh.event} ${fresh.id}, ${fresh.state}: our webhook answered ${last?.status ?? last?.error ?? "nothing"}`,
    );
    say(screen, `about ${fresh.reference}`);
    tellOfTransaction(fresh.reference, screen);
  },
};

function list(asJson: boolean, screen: Screen): void {
  const rows = Object.entries(EVENTS).map(([name, { says, on }]) => ({ event: name, says, on: on ?? null }));
  if (asJson) {
    sayJson(screen, rows);
    return;
  }
  const shown = rows.map(({ event, says, on }) => [`  ${event}`, says + (on === null ? "" : ` (--reference: ${on})`)]);
  say(screen, "Events of the payment provider's:", ...columns(shown));
}

async function deliveries(cloud: LocalCloud): Promise<readonly Delivery[]> {
  return (await cloud.simulator<{ items: readonly Delivery[] }>("/_sim/webhooks")).items;
}

/** In small steps of the clock: transfers and refunds take seconds of it. */
async function awaitEvent(cloud: LocalCloud, isWanted: (one: Delivery) => boolean): Promise<Delivery> {
  for (let tries = 0; tries < 12; tries += 1) {
    await cloud.local("/clock", { advance: tries === 0 ? "PT0S" : "PT2S", schedules: [] });
    const found = (await deliveries(cloud)).find(isWanted);
    if (found !== undefined && found.attempts.length > 0) return found;
  }
  throw new Failure(
    "It was ordered, and the provider told of nothing within 20 s of the local clock.",
    "A fault plan may keep its events back: GET /_sim/faults at the simulator, and cowry logs --level warn.",
  );
}

/** What our own books make of it is for the person's eyes; here only where to look. */
function tellOfTransaction(reference: string, screen: Screen): void {
  if (!/^cw-[0-9a-f]{32}$/.test(reference)) return;
  const id = reference.slice(3).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  say(screen, `the transaction is ${id}; cowry sms and cowry logs -n 20 show what came of it`);
}
