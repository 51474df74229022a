/**
 * The alphabet of text messages (GSM 03.38): one letter outside of it, and the whole message is sent in another alphabet
 * that has room for 70 letters in the place of 160. No I/O here.
 */

/** What one message holds, in letters of the alphabet; more is sent, and paid, as several. */
export const SMS_SEPTETS_MAX = 160;

const PLAIN = new Set(
  "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
    "abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Each of these takes the place of two. */
const ESCAPED = new Set("^{}\\[~]|€");

/** What a mark taken off does not make one of ours of. */
const ALIKE: Readonly<Record<string, string>> = {
  ...{ "‘": "'", "’": "'", ʼ: "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-" },
  ...{ ł: "l", Ł: "L", đ: "d", Đ: "D", ð: "d", þ: "th", œ: "oe", Œ: "OE", ı: "i", ɓ: "b", Ɓ: "B", ɗ: "d", Ɗ: "D" },
  ...{ ƙ: "k", Ƙ: "K", ɛ: "e", Ɛ: "E", ɔ: "o", Ɔ: "O", ŋ: "ng", Ŋ: "Ng", ǝ: "e", Ǝ: "E", ƴ: "y", Ƴ: "Y" },
};

/** The same in letters of the alphabet: marks that it does not have are taken off (`Ṣadé` → `Sadé`), the rest is `?`. */
export function toGsm7(text: string): string {
  return Array.from(text.normalize("NFC"), letterOf).join("");
}

function letterOf(letter: string): string {
  if (PLAIN.has(letter) || ESCAPED.has(letter)) return letter;
  const bare = Array.from(letter.normalize("NFKD").replace(/\p{M}/gu, ""), (part) => ALIKE[part] ?? part);
  return bare.every((part) => Array.from(part).every((each) => PLAIN.has(each))) ? bare.join("") : "?";
}

/** How much of a message this is; undefined where it has letters that the alphabet does not. */
export function septets(text: string): number | undefined {
  let count = 0;
  for (const letter of text) {
    if (!PLAIN.has(letter) && !ESCAPED.has(letter)) return undefined;
    count += ESCAPED.has(letter) ? 2 : 1;
  }
  return count;
}
