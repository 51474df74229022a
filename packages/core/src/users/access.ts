import { absent, equals, getItem, type ItemOf, put, type Write } from "@cowry/table";
import { type Feature, FEATURES, type Platform, PLATFORMS } from "./model.ts";
import { accessItem } from "./settings-store.ts";

/** By which ways somebody may use us, and which features they have. What is not written down is open. */

export interface Access {
  readonly version: number;
  readonly platforms: Readonly<Partial<Record<Platform, boolean>>>;
  readonly features: Readonly<Partial<Record<Feature, boolean>>>;
}

const OPEN: Access = { version: 0, platforms: {}, features: {} };

function toAccess(item: ItemOf<typeof accessItem> | undefined): Access {
  if (item === undefined) return OPEN;
  return { version: item.version, platforms: item.platforms ?? {}, features: item.features ?? {} };
}

export async function loadAccess(userId: string): Promise<Access> {
  return toAccess(await getItem(accessItem, { userId }));
}

/** What is shut, in the order of the lists. The credentials carry a copy of it, which is what doors look at (auth). */
export function shutIn({ platforms, features }: Pick<Access, "platforms" | "features">): (Platform | Feature)[] {
  return [
    ...PLATFORMS.filter((platform) => platforms[platform] === false),
    ...FEATURES.filter((feature) => features[feature] === false),
  ];
}

/** Instead of the access that was read. Rule: "access". */
export function accessWrite(userId: string, before: Access, wanted: Omit<Access, "version">): Write {
  const when = before.version === 0 ? [absent()] : [equals("version", before.version)];
  return put(accessItem, { userId, version: before.version + 1, ...wanted }, { rule: "access", when });
}
