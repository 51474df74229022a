import { type Customer, errors } from "@cowry/core/kernel";
import { openWallet } from "@cowry/core/wallet";
import { transact, type Write } from "@cowry/table";
import { accountNumberChange } from "../../packages/core/src/wallet/account-number.ts";
import { standingChange } from "../../packages/core/src/wallet/assets.ts";
import { walletNaming } from "../../packages/core/src/wallet/naming.ts";
import type { Stage } from "./rivals.ts";
import { fates, send, two } from "./rivals-acts.ts";

/** Stages on which somebody opens a further wallet, which is to be like the first one, while that one changes. */

type People = Awaited<ReturnType<typeof two>>;

/** Who changes all wallets of a person reads anew where one has been opened meanwhile. */
async function change(writes: () => Promise<readonly Write[]>): Promise<void> {
  for (let tries = 1; tries <= 3; tries++) if ((await transact(await writes())).committed) return;
  throw errors.unavailable(undefined, { retryAfterSeconds: 1 });
}

const standing = ({ userId }: Customer, to: Parameters<typeof standingChange>[1]) =>
  change(() => standingChange(userId, to));

const NOBODY_SPECIAL: Stage<People> = {
  name: "somebody who opens a further wallet",
  set: () => two(),
  acts: {
    open: ({ amina }) => openWallet(amina, "USD"),
    rename: ({ amina }) => change(() => walletNaming(amina.userId, "Zainab B.")),
    "get another number": ({ amina }) => change(() => accountNumberChange(amina.userId, "+2348031234599")),
    "be identified": ({ amina }) => standing(amina, { tier: "basic" }),
    "become a merchant": ({ amina }) => standing(amina, { limitRole: "merchant" }),
    "be paid": ({ amina, joseph }, key) => send(joseph, amina, 700n, key),
    freeze: fates.freeze,
  },
};

const MERCHANT: typeof NOBODY_SPECIAL = {
  ...NOBODY_SPECIAL,
  name: "a merchant who opens a further wallet",
  async set() {
    const people = await NOBODY_SPECIAL.set();
    await standing(people.amina, { limitRole: "merchant" });
    return people;
  },
  acts: {
    ...NOBODY_SPECIAL.acts,
    "become an agent": ({ amina }) => standing(amina, { limitRole: "agent" }),
    "be no merchant any more": ({ amina }) => standing(amina, { limitRole: null }),
  },
};

/** The same for somebody who was identified before. */
const identified = (stage: typeof NOBODY_SPECIAL): typeof NOBODY_SPECIAL => ({
  ...stage,
  name: `${stage.name}, and was identified`,
  async set() {
    const people = await stage.set();
    await standing(people.amina, { tier: "basic" });
    return people;
  },
  acts: { ...stage.acts, "be identified": ({ amina }) => standing(amina, { tier: "full" }) },
});

export const OPENINGS: readonly Stage<unknown>[] = [
  NOBODY_SPECIAL,
  MERCHANT,
  identified(NOBODY_SPECIAL),
  identified(MERCHANT),
];
