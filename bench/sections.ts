/** The parts of bench/README.md, in their order. A part that was not measured in this run stays as it was. */
export const PARTS = [
  {
    name: "cpu",
    title: "The transfer's handler",
    intro: `With a confirmation token, so without the hash. The bare calls are one BatchGetItem of three keys and one
TransactWriteItems of five items of about the same size, by a client of the SDK with nothing set. CPU of the process, user
and system, in rounds taken in turn.`,
  },
  {
    name: "throughput",
    title: "Transfers per second",
    intro: `Raw is a transfer's own transaction of five items, recorded from the handler's wire and sent straight at an engine of its
own by as many clients of the bare SDK, without what a transfer reads before; everything shares two cores. Only what is
committed counts, in the two seconds that follow half a second of running in.

- **Raw, same payees** is what a transfer is compared with: the same wallets meet. A client keeps the versions that it knows;
  one that is refused takes the newer one from the image in the refusal and sends again at once, as one writes it first.
- **Raw, wallets apart** is the most that the engine does: each client writes to two wallets of its own and meets nobody. No
  ledger with a version in the wallet gets there where payers meet; what is missing is the price of their meeting.

Payees: each client's own (uniform); 128 people by Zipf; one person's wallet; one merchant's, which turns to a queue when its
payers meet (docs/decisions/0014). **In process**: the deployed handler called by as many clients at once, its requests straight
at the engine. **Whole local cloud**: over HTTP through the local gateway, the function's workers, permissions, recorder and
fault switch; there each transfer also brings its stream records, events and notices with it, which the other two have not.
DynamoDB Local carries out one transaction after the other and knows no conflict: for those see capacity.md.`,
  },
  {
    name: "doors",
    title: "Doors end to end",
    intro: `Over HTTP through the whole local cloud, one client, as a ratio to the health door of the same cloud (no table, no
token), request for request in turn.`,
  },
  {
    name: "imports",
    title: "Import",
    intro: `A fresh process imports the deployed bundle, against a bundle of the bare SDK with the two commands of a transfer.
How much of the data there is makes no difference to what is read: \`npm run prove\` counts it (tests/prove/sizes.test.ts).`,
  },
  {
    name: "costs",
    title: "What a million costs",
    intro: `Units are counted from the requests on the wire by AWS's rule (the same count that the tests assert), Lambda's time is an
assumption that is named, prices are those of bench/prices.json.`,
  },
  {
    name: "capacity",
    title: "Capacity",
    intro: `For 1,000 and 10,000 transfers a second: [capacity.md](capacity.md).`,
  },
] as const;
export type PartName = (typeof PARTS)[number]["name"];

/** What every part is told. */
export interface Alone {
  /** A few rounds, to see that it runs. */
  readonly quick: boolean;
}

const HEAD = (machine: string) => `# Figures

Written by \`npm run bench\`; do not edit. Every figure is a ratio of two things measured in turn in the same run, as
median (minimum to maximum, runs): absolute numbers belong to the machine (${machine}) and are shown for scale only.
DynamoDB is DynamoDB Local, one engine on the same cores as everything else: it says nothing about AWS's scaling.
`;

/** The file with the parts that were measured in the place of those that were there. */
export function withSections(file: string, measured: ReadonlyMap<PartName, string>, machine: string): string {
  const before = new Map(
    file.split(/^## /m).map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return [title, lines.join("\n").trim()] as const;
    }),
  );
  const sections = PARTS.flatMap(({ name, title, intro }) => {
    const text = measured.get(name);
    const body = text === undefined ? before.get(title) : `${intro}\n\n${text}`;
    return body === undefined ? [] : [`## ${title}\n\n${body}\n`];
  });
  return [HEAD(machine), ...sections].join("\n");
}
