import { reach } from "./cloud.ts";
import { type Command, JSON_OPTION, Misuse } from "./command.ts";
import { nowOf } from "./employee.ts";
import { PASSWORD, Person, PIN } from "./person.ts";
import { say, sayJson } from "./screen.ts";

export const signIn: Command = {
  words: ["sign-in"],
  says: "Sign somebody in, or up, and print their access token",
  about:
    "What an app does with a phone: asks for a code, reads it from the inbox, answers it. A number that is new is " +
    `registered first, with the PIN ${PIN} and the password ${PASSWORD}. The token lives a quarter of an hour of the local ` +
    "clock. Standard output has the token and nothing else.",
  takes: ["<phone>"],
  options: {
    name: { type: "string", short: "n", value: "<names>", says: "of somebody new (Amina Bello)" },
    totp: { type: "string", value: "<secret>", says: "of their authenticator app, where they have one" },
    json: JSON_OPTION,
  },
  examples: [
    ["cowry sign-in +2348031234567", "their token"],
    ['cowry sign-in +2348037654321 --name "Joseph Eze" --json', "tokens and user id"],
  ],
  run: async (given, screen) => {
    const [phone = ""] = given.places;
    const [firstName = "", ...others] = (given.text("name") ?? "Amina Bello").trim().split(/\s+/);
    if (others.length === 0) throw new Misuse("--name needs a first and a last name");
    const cloud = await reach(given.port);
    const person = new Person({ firstName, lastName: others.join(" "), phone }, cloud, screen.ended);
    await person.arrive(await nowOf(cloud), given.text("totp"));
    const isNew = !person.wasKnown;
    if (given.is("json")) {
      sayJson(screen, { ...person.tokens, user_id: person.userId, is_new: isNew });
      return;
    }
    say(screen, person.tokens.access);
    const who = isNew ? `${firstName} ${others.join(" ")}, new, PIN ${PIN}, password ${PASSWORD}` : "known before";
    screen.err.write(`${phone}: ${who}; user id ${person.userId}\n`);
  },
};
