import { entity } from "@cowry/table";

/** The key of the words of names. */

export const nameWordItem = entity("name_word", {
  version: 1,
  about: "That a person's name has a word, by the word's keyed hash: for search by staff",
  pk: "N#{wordHash}",
  sk: "U#{userId}",
  attributes: {},
});
