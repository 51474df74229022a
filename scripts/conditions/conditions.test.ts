import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { holds } from "../../tests/invariants/memory-expressions.ts";
import { conditionOf, weakened, type WireWrite } from "./conditions.ts";
import { EQUIVALENT } from "./equivalent.ts";
import { parse, print } from "./expression.ts";
import { PROOF } from "./known.ts";
import { type Finding, nextOf } from "./plan.ts";
import { proofOf, type Proven, unprovenIn } from "./proof.ts";
import { reachedBy } from "./screening.ts";
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

describe("screening", () => {
  const { id } = wallet();
  const refused = (item: object, ...others: readonly object[]) =>
    JSON.stringify({
      CancellationReasons: [{ Code: "ConditionalCheckFailed", Item: item }, ...others],
    });
  const body = (...others: readonly object[]) => JSON.stringify({ TransactItems: [{ Update: WALLET }, ...others] });

  it("tells which ways to weaken a condition would have let a refused write through, and of others nothing", () => {
    const poor = { ...GOOD, av: { N: "499" } };
    const reached = reachedBy("TransactWriteItems", body(), refused(poor));
    const within = reached[0]?.split(" ")[0];
    expect(reached).toEqual(["drop", "drop 2", "loosen 2"].map((name) => `${within} ${name}`));
    expect(within).not.toBe(id);
    const alone = { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", Item: GOOD };
    const late = { ...alone, Item: { ...GOOD, v: { N: "8" }, st: { S: "closed" } } };
    expect(reachedBy("UpdateItem", JSON.stringify(WALLET), JSON.stringify(late))).toHaveLength(1);
  });

  it("looks at each by itself where several stood in the way", () => {
    const open = "attribute_not_exists(pk)";
    const another = { Put: { Item: { pk: { S: "W#u2" }, sk: { S: "#NGN" } }, ConditionExpression: open } };
    const both = refused({ ...GOOD, v: { N: "8" } }, { Code: "ConditionalCheckFailed", Item: { pk: { S: "W#u2" } } });
    const one = refused({ ...GOOD, v: { N: "8" } }, { Code: "None" });
    const names = (text: string) =>
      reachedBy("TransactWriteItems", body(another), text).map((key) => key.split(" ").slice(1).join(" "));
    expect(names(both)).toEqual(["drop", "drop 0", "drop"]);
    expect(names(one)).toEqual(["drop", "drop 0"]);
  });
});

describe("the plan", () => {
  const reaches = new Map([
    ["a.test.ts", [{ test: "slow", ms: 900, mutants: ["c drop", "c drop 0"] }]],
    ["b.test.ts", [{ test: "quick", ms: 20, mutants: ["c drop"] }]],
  ]);
  const work = { reaches, isWanted: () => true, msMax: 1_000, tries: 4 };
  const finding = { condition: "c", name: "drop", file: "b.test.ts", test: "quick", changed: 1 };

  it("asks the quickest test first, then the next, until one notices", () => {
    const [drop, part] = ["drop", "drop 0"].map((name) => ({ condition: "c", name }));
    expect(nextOf({ ...work, findings: [] }).of).toEqual({
      "a.test.ts": { slow: [part] },
      "b.test.ts": { quick: [drop] },
    });
    expect(nextOf({ ...work, findings: [finding] }).of).toEqual({ "a.test.ts": { slow: [drop, part] } });
    expect(nextOf({ ...work, findings: [{ ...finding, why: "so" }] }).of).toEqual({ "a.test.ts": { slow: [part] } });
    expect(nextOf({ ...work, findings: [{ ...finding, changed: 0, why: "so" }] }).of["a.test.ts"]).toBeDefined();
  });

  it("runs a test that fails by itself among those of its file, and then no more", () => {
    const ill = { file: "a.test.ts", test: "slow", changed: 0, why: "needs what came before" };
    expect(nextOf({ ...work, findings: [ill] }).whole).toEqual(["a.test.ts"]);
    expect(nextOf({ ...work, findings: [ill, { ...ill, whole: true }] }).of["a.test.ts"]).toBeUndefined();
  });
});

describe("the list of all conditions", () => {
  const proof = JSON.parse(readFileSync(PROOF, "utf8")) as readonly Proven[];

  it("has a test that notices each way to weaken one, or the reason why none can", () => {
    expect(proof.length).toBeGreaterThan(300);
    expect(unprovenIn(proof, EQUIVALENT)).toEqual([]);
    const witnesses = proof.flatMap(({ mutants }) => mutants.flatMap(({ noticed }) => noticed?.split(": ")[0] ?? []));
    expect([...new Set(witnesses)].filter((file) => !existsSync(file))).toEqual([]);
  });

  it("names the way that nobody notices", () => {
    const [first] = proof.filter(({ mutants }) => mutants.some(({ noticed }) => noticed !== undefined));
    const unseen = { ...first, entity: "of nobody's", mutants: [{ name: "drop", does: "without the condition" }] };
    const said = unprovenIn([unseen as Proven], EQUIVALENT);
    expect(said).toEqual([`${unseen.kind} of nobody's, ${unseen.text}: without the condition`]);
  });
});

describe("the proof", () => {
  it("takes a test for a witness only where a write was changed before it failed", () => {
    const { tree: _tree, types: _types, ...condition } = wallet();
    const seen = new Map([[condition.id, condition]]);
    const finding = (name: string, test: string, changed: number, why?: string): Finding => ({
      ...{ condition: condition.id, name, file: "a.test.ts", test, changed },
      ...(why === undefined ? {} : { why }),
    });
    const findings = [
      finding("drop", "was ill anyway", 0, "so"),
      finding("drop", "pays once", 3, "so"),
      finding("drop 0", "pays twice", 2),
    ];
    const reaches = new Map([["b.test.ts", [{ test: "waits", ms: 1, mutants: [`${condition.id} drop 2`] }]]]);
    const [proven] = proofOf({ seen, reaches, findings });
    const byName = new Map(proven?.mutants.map((mutant) => [mutant.name, mutant]));
    expect(byName.get("drop")?.noticed).toBe("a.test.ts: pays once");
    expect(byName.get("drop 0")?.passed).toEqual(["a.test.ts: pays twice"]);
    expect(byName.get("drop 1")).toEqual({ name: "drop 1", does: "without st IN ('active', 'frozen')" });
    expect(byName.get("drop 2")?.untried).toBe("b.test.ts: waits");
  });
});
