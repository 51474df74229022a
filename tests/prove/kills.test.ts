import { expect, it } from "vitest";
import { surviveKills } from "../local/survive-kills.ts";

const KILLS = Number(process.env["COWRY_KILLS"] ?? "10");
const SEED = Number(process.env["COWRY_SEED"] ?? "20261121");

it(`${KILLS} kills of a cloud under load lose nothing that was acknowledged (COWRY_SEED=${SEED})`, async () => {
  const began = performance.now();
  const say = (line: string) => process.stdout.write(`${line}, ${Math.round((performance.now() - began) / 1_000)} s\n`);
  const { problems, kills, acknowledged, lost, startMs } = await surviveKills(KILLS, SEED, say);
  say(
    `${KILLS} kills (cloud ${kills.cloud}, engine ${kills.engine}, function ${kills.function}), ${acknowledged} orders ` +
      `acknowledged; of those without an answer ${lost.carriedOut} had been carried out, ${lost.notYet} had not, ` +
      `${lost.refused} were refused; a start takes ${startMs} ms`,
  );
  expect(problems).toEqual([]);
  expect(acknowledged).toBeGreaterThan(KILLS * 3);
}, 7_200_000);
