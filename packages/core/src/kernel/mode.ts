/** The payment provider's two modes: in one of them no money moves. */
type Mode = "test" | "live";

/**
 * True where the key is of the test mode and the money is not: that such a key finds nothing proves nothing. What a live
 * key does not find of a test was never money.
 */
export function isBlindTo(key: { readonly mode: Mode }, of: { readonly mode?: Mode | undefined }): boolean {
  return key.mode === "test" && of.mode === "live";
}
