import { describe, expect, it } from "vitest";
import { holds } from "../../tests/invariants/memory-expressions.ts";
import { conditionOf, weakened, type WireWrite } from "./conditions.ts";
import { parse, print } from "./expression.ts";
import { type Finding, proofOf } from "./proof.ts";
import { Tap } from "./tap.ts";

const WALLET: WireWrite = {
  Key: { pk: { S: "W#u1" }, sk: { S: "#NGN" } },
  ConditionExpression: "#v = :0 AND #st IN (:1, :2) AND #av >= :3 AND (attribute_not_exists(#ln) OR #ln < :4)",
  ExpressionAttributeNames: { "#v": "v", "#st": "st", "#av": "av", "#ln": "ln" },
  ExpressionAttributeValues: {
    ":0": { N: "7" },
    ":1": { S: "frozen" },
    ":2": { S: "active" },
    ":3": { N: "500" },
    ":4": { N: "9" },
  },
};
const GOOD = { v: { N: "7" }, st: { S: "active" }, av: { N: "500" }, ln: { N: "8" } };

function wallet() {
  const condition = conditionOf("Update", WALLET, "Put audit + Put journal + Update wallet");
  if (condition === undefined) throw new Error("wallets are in docs/table.md");
  return condition;
}

describe("a condition on the wire", () => {
  it("is known by what it says, whatever its values and its trails are", () => {
    const { entity, text, within, id } = wallet();
    expect([entity, within]).toEqual(["wallet", "Put journal + Update wallet"]);
    expect(text).toBe("v = ? AND st IN ('active', 'frozen') AND av >= ? AND (attribute_not_exists(ln) OR ln < ?)");
    const values = { ...WALLET.ExpressionAttributeValues, ":0": { N: "8" } };
    expect(conditionOf("Update", { ...WALLET, ExpressionAttributeValues: values }, within)?.id).toBe(id);
    expect(conditionOf("Update", WALLET, "alone")?.id).not.toBe(id);
    expect(
      conditionOf("Put", { Item: GOOD, ConditionExpression: "attribute_not_exists(pk)" }, "alone"),
    ).toBeUndefined();
  });

  it("is weakened in each of its parts, and stays one that the engine takes", () => {
    const condition = wallet();
    expect(condition.mutants).toEqual({
      drop: "without the condition",
      "drop 0": "without v = ?",
      "drop 1": "without st IN ('active', 'frozen')",
      "drop 2": "without av >= ?",
      "drop 3": "without attribute_not_exists(ln) OR ln < ?",
      "loosen 2": "av >= ?, one less strict",
      "loosen 3.1": "ln < ? with <=",
    });
    const bad = {
      "drop 0": { ...GOOD, v: { N: "8" } },
      "drop 1": { ...GOOD, st: { S: "closed" } },
      "drop 2": { ...GOOD, av: { N: "1" } },
      "drop 3": { ...GOOD, ln: { N: "10" } },
      "loosen 2": { ...GOOD, av: { N: "499" } },
      "loosen 3.1": { ...GOOD, ln: { N: "9" } },
    };
    for (const name of Object.keys(condition.mutants)) {
      const write = weakened(WALLET, condition, name);
      expect([name, holds(write.ConditionExpression, write, GOOD)]).toEqual([name, true]);
      // Each lets through what it is for, and of the others' nothing; without the condition everything goes.
      for (const [other, item] of Object.entries(bad)) {
        const isLet = name === "drop" || name === other || (name === "drop 2" && other === "loosen 2");
        const goes = isLet || (name === "drop 3" && other === "loosen 3.1");
        expect([name, other, holds(write.ConditionExpression, write, item)]).toEqual([name, other, goes]);
      }
    }
  });

  it("is printed as it was read", () => {
    const text = "#a = :0 AND (#b < :1 OR (#c IN ( :2 , :3 ) AND #d BETWEEN :4 AND :5))";
    expect(print(parse(text))).toBe(text);
    expect(() => parse("#a = :0 AND")).toThrow("ends too soon");
    expect(() => parse("#a ~ :0")).toThrow("not understood");
  });
});

describe("the tap", () => {
  const body = JSON.stringify({
    TransactItems: [{ Update: WALLET }, { Put: { Item: { pk: { S: "T#1" }, sk: { S: "#" } } } }],
  });

  it("tells what went by, and changes nothing unless it is told to", () => {
    const tap = new Tap();
    expect(tap.pass("TransactWriteItems", body)).toBe(body);
    expect(tap.pass("GetItem", "{")).toBe("{");
    expect(tap.take().map(({ entity, within }) => [entity, within])).toEqual([
      ["wallet", "Put journal + Update wallet"],
    ]);
    expect(tap.take()).toEqual([]);
  });

  it("changes the one condition that it is told to", () => {
    const tap = new Tap();
    tap.mutate({ condition: wallet().id, name: "drop 2" });
    expect(tap.pass("TransactWriteItems", body)).toContain("#av >= :3 OR attribute_exists ( pk )");
    expect(tap.changed).toBe(1);
    tap.mutate({ condition: "another", name: "drop" });
    expect(tap.pass("TransactWriteItems", body)).toBe(body);
  });
});

describe("the proof", () => {
  it("takes a test for a witness only where a write was changed before it failed", () => {
    const { tree: _tree, types: _types, ...condition } = wallet();
    const seen = new Map([[condition.id, { condition, files: ["a.test.ts", "b.test.ts"] }]]);
    const finding = (file: string, name: string, changed: number, test?: string): Finding => {
      const by = test === undefined ? {} : { by: { test, why: "so" } };
      return { condition: condition.id, name, file, changed, ms: 1, ...by };
    };
    const [proven] = proofOf(seen, [
      finding("a.test.ts", "drop", 0, "was ill anyway"),
      finding("b.test.ts", "drop", 3, "pays once"),
      finding("a.test.ts", "drop 0", 2),
    ]);
    const byName = new Map(proven?.mutants.map((mutant) => [mutant.name, mutant]));
    expect(byName.get("drop")?.noticed).toBe("b.test.ts: pays once");
    expect(byName.get("drop 0")).toMatchObject({ passed: ["a.test.ts"] });
    expect(byName.get("drop 1")).toEqual({ name: "drop 1", does: "without st IN ('active', 'frozen')" });
  });
});
