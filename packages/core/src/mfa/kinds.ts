import { pepperIdOf } from "../auth/index.ts";
import { hashedIn, type Kind, sealedIn } from "../rotation/index.ts";
import { pushIpContext } from "./push.ts";
import { factorsItem, pushItem } from "./store.ts";
import { totpContext } from "./totp.ts";

/** What stands here under FIELD_KEYS and PIN_PEPPERS. */
export const factorKinds: readonly Kind[] = [
  sealedIn(factorsItem, {
    totpSecret: ({ userId }) => totpContext(userId),
    totpNew: ({ userId }) => totpContext(userId),
  }),
  hashedIn(factorsItem, "PIN_PEPPERS", ({ recoveryCodes = [], answersHash }) => [
    ...recoveryCodes.map((code) => code.slice(0, code.indexOf("."))),
    ...(answersHash === undefined ? [] : [pepperIdOf(answersHash)]),
  ]),
  sealedIn(pushItem, { ip: ({ pushId }) => pushIpContext(pushId) }),
];
