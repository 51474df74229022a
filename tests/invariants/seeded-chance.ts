import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** A number below this one. */
export type Draw = (below: number) => number;

const BELOW = 2 ** 31;

/** One thing of the machine's that something else stands for. */
export type Substitute = readonly [of: object, name: string, by: unknown];

/** Whoever asks the machine for chance is given what is drawn; where there is nobody to draw, the machine's own. */
export function chanceBy(drawing: () => Draw | undefined): readonly Substitute[] {
  const { randomBytes, randomInt, randomUUID } = crypto;
  const { random } = Math;
  const fraction = () => {
    const draw = drawing();
    return draw === undefined ? random() : draw(BELOW) / BELOW;
  };
  const bytes = (size: number) => {
    const draw = drawing();
    return draw === undefined ? randomBytes(size) : drawn(draw, size);
  };
  const integer = (low: number, high?: number) => {
    const draw = drawing();
    const [from, to] = high === undefined ? [0, low] : [low, high];
    return draw === undefined ? randomInt(from, to) : from + draw(to - from);
  };
  const uuid = () => {
    const draw = drawing();
    if (draw === undefined) return randomUUID();
    return drawn(draw, 16)
      .toString("hex")
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
  return [
    [Math, "random", fraction],
    [crypto, "randomBytes", bytes],
    [crypto, "randomInt", integer],
    [crypto, "randomUUID", uuid],
  ];
}

function drawn(draw: Draw, size: number): Buffer {
  const made = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at++) made[at] = draw(256);
  return made;
}

/** Gives how to put everything back. */
export function substitute(all: readonly Substitute[]): () => void {
  const taken = all.map(([of, name, by]) => {
    const before = Object.getOwnPropertyDescriptor(of, name);
    Object.defineProperty(of, name, { value: by, configurable: true, writable: true });
    return () => {
      if (before === undefined) Reflect.deleteProperty(of, name);
      else Object.defineProperty(of, name, before);
    };
  });
  syncBuiltinESMExports();
  return () => {
    for (const undo of taken.reverse()) undo();
    syncBuiltinESMExports();
  };
}
