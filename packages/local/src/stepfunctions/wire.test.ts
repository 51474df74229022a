import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MACHINE_ARN, machineOf, rehearse, ROLE_ARN, tokenTask, type Rehearsal } from "./rehearsal.testkit.ts";

const definition = machineOf({
  A: tokenTask("keep", { HeartbeatSeconds: 60, Next: "W" }),
  W: { Type: "Wait", Seconds: 10, End: true },
});
const executionArn = `${MACHINE_ARN.replace(":stateMachine:", ":execution:")}:one`;

let play: Rehearsal;
let server: Server;
let client: SFNClient;

beforeEach(async () => {
  play = rehearse(definition, { handlers: { keep: () => null } });
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const target = String(request.headers["x-amz-target"]);
      const { status, body } = play.service.handle(target, Buffer.concat(chunks).toString());
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  play.service.stop();
  await new Promise((resolve) => server.close(resolve));
});

function start(input = '{"a":1}', name = "one") {
  return client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name, input }));
}

async function tokenOf(name = "one"): Promise<string> {
  await play.service.idle();
  return play.view(name).waiting[0]?.token ?? "";
}

describe("the SDK's own client", () => {
  it("starts an execution, answers its token, and reads its end and its history", async () => {
    const startDate = new Date(play.clock.now());
    expect(await start()).toMatchObject({ executionArn, startDate });
    const running = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(running).toMatchObject({ status: "RUNNING", name: "one", stateMachineArn: MACHINE_ARN, input: '{"a":1}' });
    const taskToken = await tokenOf();
    await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"b":2}' }));
    await play.advance(10);
    const ended = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: '{"b":2}', stopDate: new Date(play.clock.now()) });
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.map((each) => each.type)).toEqual(play.history());
    expect(events[0]).toMatchObject({ id: 1, previousEventId: 0, timestamp: startDate });
    expect(events[0]?.executionStartedEventDetails).toMatchObject({ input: '{"a":1}', roleArn: ROLE_ARN });
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: "A", input: '{"a":1}' });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resource: "invoke.waitForTaskToken",
      heartbeatInSeconds: 60,
    });
  });

  it("starts once when it starts twice, and is refused another input or an ended name", async () => {
    const first = await start();
    await play.advance(1);
    expect(await start()).toMatchObject({ executionArn, startDate: first.startDate });
    expect(play.service.executions()).toHaveLength(1);
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    await client.send(new StopExecutionCommand({ executionArn }));
    await expect(start()).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    expect(play.calls).toHaveLength(1);
  });

  it("of many starts at once of one name makes one execution", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => start()));
    expect(new Set(answers.map((each) => each.executionArn)).size).toBe(1);
    expect(play.calls).toHaveLength(1);
  });

  it("gives a name to a start without one", async () => {
    const { executionArn: arn = "" } = await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN }));
    expect(arn).toMatch(/:execution:payout:[0-9a-f-]{36}$/);
    expect(play.view(arn).input).toBe("{}");
  });

  it("stops an execution, whose token is dead from then on; stopping twice changes nothing", async () => {
    await start();
    const taskToken = await tokenOf();
    const { stopDate } = await client.send(new StopExecutionCommand({ executionArn, error: "Enough", cause: "of it" }));
    await play.advance(5);
    expect((await client.send(new StopExecutionCommand({ executionArn }))).stopDate).toEqual(stopDate);
    const view = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(view).toMatchObject({ status: "ABORTED", error: "Enough", cause: "of it", stopDate });
    const late = client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    await expect(late).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  it("fails a task", async () => {
    await start();
    await client.send(new SendTaskFailureCommand({ taskToken: await tokenOf(), error: "Bad", cause: "no" }));
    const view = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(view).toMatchObject({ status: "FAILED", error: "Bad", cause: "no" });
  });

  it("lists executions, newest first, by page and by status", async () => {
    for (const name of ["a", "b", "c", "d", "e"]) {
      await start("{}", name);
      await play.advance(1);
    }
    await client.send(new StopExecutionCommand({ executionArn: play.view("c").executionArn }));
    const names: string[] = [];
    let nextToken: string | undefined;
    do {
      const command = new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, maxResults: 2, nextToken });
      const answer = await client.send(command);
      names.push(...(answer.executions ?? []).map((each) => each.name ?? ""));
      nextToken = answer.nextToken;
    } while (nextToken !== undefined);
    expect(names).toEqual(["e", "d", "c", "b", "a"]);
    const command = new ListExecutionsCommand({ stateMachineArn: MACHINE_ARN, statusFilter: "ABORTED" });
    expect((await client.send(command)).executions).toMatchObject([{ name: "c", status: "ABORTED" }]);
  });

  it("reads a history by page, backwards, and without its data", async () => {
    await start();
    await tokenOf();
    const whole = play.history();
    const first = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
    );
    const { nextToken } = first;
    const more = { executionArn, nextToken, includeExecutionData: false };
    const rest = await client.send(new GetExecutionHistoryCommand({ ...more, reverseOrder: true }));
    const events = [...(first.events ?? []), ...(rest.events ?? [])];
    expect(events.map((each) => each.type)).toEqual(whole.toReversed());
    expect(rest.events?.at(-1)?.executionStartedEventDetails?.input).toBeUndefined();
    // A token belongs to the list that it was given for.
    const other = client.send(new GetExecutionHistoryCommand(more));
    await expect(other).rejects.toMatchObject({ name: "InvalidToken" });
  });

  it("describes the machine", async () => {
    const answer = await client.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE_ARN }));
    expect(answer).toMatchObject({ name: "payout", status: "ACTIVE", type: "STANDARD", roleArn: ROLE_ARN });
    expect(JSON.parse(answer.definition ?? "")).toEqual(definition);
  });

  it.each([
    ["StateMachineDoesNotExist", () => new StartExecutionCommand({ stateMachineArn: `${MACHINE_ARN}x` })],
    ["InvalidArn", () => new StartExecutionCommand({ stateMachineArn: "payout" })],
    ["InvalidName", () => new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: "a b" })],
    ["InvalidName", () => new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: "x".repeat(81) })],
    ["InvalidExecutionInput", () => new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, input: "{" })],
    [
      "ValidationException",
      () => new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, input: `"${"x".repeat(262_144)}"` }),
    ],
    ["ExecutionDoesNotExist", () => new DescribeExecutionCommand({ executionArn })],
    ["ExecutionDoesNotExist", () => new StopExecutionCommand({ executionArn })],
    ["InvalidToken", () => new SendTaskSuccessCommand({ taskToken: "x", output: "1" })],
    ["ValidationException", () => new SendTaskSuccessCommand({ taskToken: undefined, output: "1" })],
  ])("is refused with %s", async (name, command) => {
    await expect(client.send(command() as StartExecutionCommand)).rejects.toMatchObject({ name });
  });

  it("is refused what is not known here", () => {
    const answer = play.service.handle("AWSStepFunctions.CreateActivity", "{}");
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining("UnknownOperationException") as string });
    expect(() => play.ask("DescribeExecution", { executionArn, includedData: "METADATA_ONLY" })).toThrow(
      "'includedData'",
    );
    expect(play.service.handle("AWSStepFunctions.StartExecution", "[").body).toContain("SerializationException");
  });
});
