import { expect, it } from "vitest";
import { workflow } from "../../functions/src/payouts/payout.workflow.ts";
import { BOX, graphOf, pathOf } from "./graph.ts";

it("draws every state of a machine once, none upon another, and every way between them", () => {
  const { nodes, edges, width, height } = graphOf(workflow.asl);
  expect(nodes.map(({ name }) => name).sort()).toEqual(Object.keys(workflow.asl.States).sort());
  for (const [index, a] of nodes.entries()) {
    expect(a.x + BOX.width <= width && a.y + BOX.height <= height && a.x >= 0 && a.y >= 0, a.name).toBe(true);
    const upon = nodes
      .slice(index + 1)
      .filter((b) => Math.abs(a.x - b.x) < BOX.width && Math.abs(a.y - b.y) < BOX.height);
    expect(upon, a.name).toEqual([]);
  }
  const ways = edges.map(({ from, to, onError }) => `${from} ${onError ? "!" : "-"} ${to}`);
  expect(ways).toContain("WhatIsKnown - Settle");
  expect(ways).toContain("SubmitToProvider ! PauseBeforeAsking");
  expect(new Set(ways).size).toBe(ways.length);
});

it("draws what stands within a Map, and nothing of what is no machine", () => {
  const inner = { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } };
  const asl = { StartAt: "All", States: { All: { Type: "Map", ItemProcessor: inner, End: true } } };
  expect(graphOf(asl).edges).toEqual([{ from: "All", to: "Each", onError: false }]);
  expect(graphOf("odd")).toMatchObject({ nodes: [], edges: [] });
});

it("follows the history: what was entered, in order, and where it still stands", () => {
  const entered = (name: string, at: string) => ({ type: "TaskStateEntered", at, details: { name, input: "{}" } });
  const left = (name: string, at: string) => ({ type: "TaskStateExited", at, details: { name } });
  const other = { type: "ExecutionStarted", at: "t0", details: null };
  const steps = pathOf([
    other,
    entered("A", "t1"),
    left("A", "t2"),
    entered("B", "t2"),
    left("B", "t3"),
    entered("A", "t3"),
  ]);
  expect(steps.map(({ name, leftAt }) => [name, leftAt])).toEqual([
    ["A", "t2"],
    ["B", "t3"],
    ["A", undefined],
  ]);
});
