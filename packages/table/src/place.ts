import { sdkPlace } from "@cowry/table/sdk-place";
import type { Credentials } from "./signature.ts";

/** Where a table's requests go, for which region they are signed, and in whose name. */
export interface Place {
  readonly region: string;
  readonly endpoint: URL;
  /** Asked before each attempt: they may have been renewed. */
  readonly credentials: () => Credentials | Promise<Credentials>;
}

let told: Place | undefined;
let found: Promise<Place> | undefined;

/** Said by whoever knows; else the SDK finds out, as it does for every client: environment, profiles, the machine's role. */
export function setPlace(place: Place | undefined): void {
  told = place;
  found = undefined;
}

export function placeOf(): Place | Promise<Place> {
  if (told !== undefined) return told;
  // Not kept when it fails: the next request looks again.
  return (found ??= sdkPlace().catch((error: unknown) => {
    found = undefined;
    throw error;
  }));
}
