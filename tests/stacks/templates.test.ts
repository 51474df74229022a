import { readFileSync } from "node:fs";
import validateAsl from "asl-validator";
import { beforeAll, describe, expect, it } from "vitest";
import type { AnyEntity } from "@cowry/table";
import { limitItem } from "../../packages/core/src/auth/otp-store.ts";
import { clientItem } from "../../packages/core/src/developers/store.ts";
import { corsOf } from "../../stacks/cors.ts";
import { NOTED } from "../../stacks/grants.ts";
import { constructId, readManifest } from "../../stacks/manifest.ts";
import { resourcesOf, statements, templates, type Template } from "./assembly.ts";

/** Quotas of an HTTP API and of a CloudFormation stack (AWS's defaults). */
const QUOTA = { routes: 300, integrations: 300, resourcesPerStack: 500, doorsPerStack: 70 };

describe("the synthesized templates", () => {
  let all: readonly Template[];
  beforeAll(async () => {
    all = await templates();
    // Where nothing was synthesized before, that is done now.
  }, 300_000);

  it("run every function on nodejs24.x and arm64", () => {
    const functions = resourcesOf(all, "AWS::Lambda::Function");
    expect(functions.length).toBe(readManifest().doors.length);
    for (const { id, Properties } of functions) {
      expect([id, Properties["Runtime"], Properties["Architectures"]]).toEqual([id, "nodejs24.x", ["arm64"]]);
    }
  });

  it("grant no action by wildcard", () => {
    const wild = statements(all).filter(
      ({ Effect, Action }) => Effect === "Allow" && JSON.stringify(Action).includes("*"),
    );
    expect(wild.map(({ where, Action }) => ({ where, Action }))).toEqual([]);
  });

  it("let nobody read or remove logs; doors add lines to their own group", () => {
    const touching = statements(all).flatMap(({ where, Action }) =>
      [Action]
        .flat()
        .filter((action) => /^logs:(Get(?!LogDelivery$)|Filter|Start|Delete(LogGroup|LogStream))/.test(action))
        .map(() => where),
    );
    expect(touching).toEqual([]);
  });

  it("name a resource in every statement but those that AWS gives none for", () => {
    const open = statements(all).filter(({ Resource }) => Resource === "*");
    const allowed = [
      /^dynamodb:ListStreams$/,
      /^xray:/,
      /^logs:.*(LogDelivery|LogDeliveries|ResourcePolic|DescribeLogGroups)/,
    ];
    for (const { where, Action } of open) {
      for (const action of [Action].flat()) {
        expect(
          allowed.some((pattern) => pattern.test(action)),
          `${where}: ${action} on *`,
        ).toBe(true);
      }
    }
  });

  it("let the audit, the publishing of chains, the rotation of keys and a rebuild alone read the whole table", () => {
    const scanning = statements(all).filter(({ Action }) => [Action].flat().includes("dynamodb:Scan"));
    expect(scanning.map(({ where }) => where).sort()).toEqual([
      expect.stringContaining("ReceiptsPublishHeads"),
      expect.stringContaining("SystemRotateKeys"),
      expect.stringContaining("WalletRebuildLedger"),
      expect.stringContaining("WalletReconcileBooks"),
    ]);
  });

  it("let a rebuild write into tables that are made anew, and change nothing in the books", () => {
    const own = statements(all).filter(({ where }) => where.includes("WalletRebuildLedger"));
    const writing = own.filter(({ Action }) => /dynamodb:(Put|Update|Delete|BatchWrite)/.test(JSON.stringify(Action)));
    expect(writing).toHaveLength(1);
    expect(JSON.stringify(writing[0]?.Resource)).toContain("table/dev-cowry-rebuilt-*");
    expect(JSON.stringify(own)).not.toMatch(/dynamodb:(CreateTable|DeleteTable|UpdateItem)/);
  });

  it("let doors that only read write nothing but their notes, on those rows alone", () => {
    const written = statements(all).filter(({ Action }) =>
      /dynamodb:(Put|Update|Delete|BatchWrite)/.test([Action].join()),
    );
    const reading = readManifest().doors.filter(({ uses }) => uses.table === "read");
    expect(reading.length).toBeGreaterThan(50);
    for (const { id, uses } of reading) {
      const role = new RegExp(`/${constructId(id)}Role[0-9A-F]{8}$`);
      const own = written
        .filter(({ where }) => role.test(where))
        .map(({ Action, Condition }) => ({ Action, Condition }));
      const notes = (uses.notes ?? []).map((note) => ({
        Action: "dynamodb:UpdateItem",
        Condition: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [NOTED[note].under] },
          "ForAllValues:StringEquals": { "dynamodb:Attributes": NOTED[note].attributes },
          Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
        },
      }));
      expect([id, own]).toEqual([id, notes]);
    }
    const under = ({ pk }: AnyEntity) => pk.replace(/\{.*$/, "*");
    expect([NOTED.key_use.under, NOTED.rate_limit.under]).toEqual([under(clientItem), under(limitItem)]);
    // What the code names besides is refused by the local cloud's IAM, in every test of these doors over HTTP.
    const { seenAtMs } = clientItem.attributes;
    const { restsAtMs, forgottenAtMs } = limitItem.attributes;
    const beside = (...own: readonly string[]) => expect.arrayContaining(["pk", "sk", "t", "sv", ...own]) as string[];
    expect([NOTED.key_use.attributes.length, NOTED.rate_limit.attributes.length]).toEqual([5, 7]);
    expect(NOTED.key_use.attributes).toEqual(beside(seenAtMs.short));
    expect(NOTED.rate_limit.attributes).toEqual(beside("ttl", restsAtMs.short, forgottenAtMs.short));
  });

  it("let in the browser apps that the stage names, one by one, with their cookies; none by default", () => {
    const [api] = resourcesOf(all, "AWS::ApiGatewayV2::Api");
    expect(api?.Properties["CorsConfiguration"]).toBeUndefined();
    const cors = corsOf("https://app.cowry.example,http://localhost:3000");
    expect(cors).toMatchObject({
      allowCredentials: true,
      allowOrigins: ["https://app.cowry.example", "http://localhost:3000"],
      allowHeaders: expect.arrayContaining(["authorization", "idempotency-key", "x-csrf-token"]) as string[],
    });
  });

  it("keep the table encrypted, recoverable, streamed and swept", () => {
    const [table, ...others] = resourcesOf(all, "AWS::DynamoDB::Table");
    expect(others).toEqual([]);
    expect(table?.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
    });
    expect(table?.Properties["LocalSecondaryIndexes"]).toBeUndefined();
    expect(table?.Properties["GlobalSecondaryIndexes"]).toHaveLength(1);
  });

  it("stay within the quotas of an HTTP API, aliases included", () => {
    expect(resourcesOf(all, "AWS::ApiGatewayV2::Route").length).toBeLessThanOrEqual(QUOTA.routes);
    expect(resourcesOf(all, "AWS::ApiGatewayV2::Integration").length).toBeLessThanOrEqual(QUOTA.integrations);
  });

  it("keep each stack within its resources and its number of doors", () => {
    for (const template of all) {
      const doors = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::Lambda::Function").length;
      expect(doors, template.name).toBeLessThanOrEqual(QUOTA.doorsPerStack);
      expect(Object.keys(template.Resources).length, template.name).toBeLessThanOrEqual(QUOTA.resourcesPerStack);
    }
  });

  it("bring seven resources for an endpoint with one route, three more for each alias", () => {
    const { doors } = readManifest();
    for (const domain of new Set(doors.map((door) => door.domain))) {
      const own = doors.filter((door) => door.domain === domain);
      const routes = own.flatMap((door) => door.routes ?? []).length;
      // A mapping and a policy, a rule and a permission, a URL and its two permissions; of an event door a rule, its
      // permission, what becomes of failures and the right to leave them.
      const special = own.filter((door) => door.kind === "stream" || door.kind === "cron" || door.url === true).length;
      const heard = own.filter((door) => door.kind === "event").length;
      const template = all.find(({ name }) => name === `dev-cowry-${domain}`);
      const count = Object.keys(template?.Resources ?? {}).length;
      expect(count, domain).toBeGreaterThan(0);
      expect(count, domain).toBeLessThanOrEqual(4 * own.length + 3 * routes + 3 * special + 4 * heard);
    }
  });

  it("send every stream record that no consumer could take to the dead letters", () => {
    const mappings = resourcesOf(all, "AWS::Lambda::EventSourceMapping");
    // Native streams serve two readers per shard (settled rule 30).
    expect(mappings.length).toBeGreaterThan(0);
    expect(mappings.length).toBeLessThanOrEqual(2);
    for (const { Properties } of mappings) {
      expect(Properties).toMatchObject({
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        BisectBatchOnFunctionError: true,
      });
      expect(Properties["DestinationConfig"]).toHaveProperty("OnFailure");
      expect(Properties["FilterCriteria"]).toBeDefined();
    }
  });

  it("send every event that no door could take to the dead letters", () => {
    const rules = resourcesOf(all, "AWS::Events::Rule").filter(({ Properties }) => "EventPattern" in Properties);
    const doors = readManifest().doors.filter(({ kind }) => kind === "event");
    expect(rules.map(({ Properties }) => Properties["Description"]).sort()).toEqual(doors.map(({ id }) => id).sort());
    for (const { Properties } of rules) {
      expect(Properties["EventPattern"]).toMatchObject({ source: ["cowry"] });
      expect(Properties["Targets"]).toMatchObject([
        { DeadLetterConfig: {}, RetryPolicy: { MaximumRetryAttempts: 185 } },
      ]);
    }
    const failing = resourcesOf(all, "AWS::Lambda::EventInvokeConfig");
    expect(failing).toHaveLength(doors.length);
    for (const { Properties } of failing) expect(Properties["DestinationConfig"]).toHaveProperty("OnFailure");
  });

  it("alarm on errors, throttles, iterator age, dead letters and stuck payouts, and tell the topic", () => {
    const alarms = resourcesOf(all, "AWS::CloudWatch::Alarm");
    for (const wanted of [
      "Errors",
      "Throttles",
      "IteratorAge",
      "DeadLetters",
      "PayoutsStuck",
      "AlertsRaised",
      "ApiServerErrors",
    ]) {
      expect(
        alarms.some(({ id }) => id.startsWith(wanted)),
        wanted,
      ).toBe(true);
    }
    for (const { Properties } of alarms) expect(Properties["AlarmActions"]).toHaveLength(1);
    expect(resourcesOf(all, "AWS::CloudWatch::Dashboard")).toHaveLength(1);
  });

  it("draw the float every five minutes, and ring when a difference stays", () => {
    const [dashboard] = resourcesOf(all, "AWS::CloudWatch::Dashboard");
    const drawn = JSON.stringify(dashboard?.Properties);
    for (const name of ["FloatUnexplained", "FloatShort", "FloatProviderBalance"]) expect(drawn).toContain(name);
    const alarms = resourcesOf(all, "AWS::CloudWatch::Alarm").filter(({ id }) => id.startsWith("FloatUnexplained"));
    const metric = { Namespace: "Cowry", MetricName: "FloatUnexplained", Period: 1_800, Statistic: "Minimum" };
    expect(alarms).toMatchObject([{ Properties: { ...metric, Threshold: 0, EvaluationPeriods: 3 } }]);
    const watch = readManifest().doors.find(({ id }) => id === "payouts/watch-float");
    expect(watch?.schedule).toBe("rate(5 minutes)");
  });

  it("give the provider's webhooks an address of their own, and no other door one", () => {
    const urls = resourcesOf(all, "AWS::Lambda::Url");
    expect(urls.map(({ Properties }) => JSON.stringify(Properties["TargetFunctionArn"]))).toEqual([
      expect.stringMatching(/receiveevent/i),
    ]);
    expect(urls[0]?.Properties["AuthType"]).toBe("NONE");
  });

  it("suppress a finding of cdk-nag only on a resource and with a reason", () => {
    for (const template of all) {
      expect(JSON.stringify(template.Metadata ?? {})).not.toContain("cdk_nag");
      for (const [id, { Metadata }] of Object.entries(template.Resources)) {
        for (const { reason } of Metadata?.cdk_nag?.rules_to_suppress ?? []) {
          expect(reason.length, `${template.name}/${id}`).toBeGreaterThan(40);
        }
      }
    }
  });

  it("carry no secret in an environment", () => {
    for (const { id, Properties } of resourcesOf(all, "AWS::Lambda::Function")) {
      const variables = (Properties["Environment"] as { Variables: Record<string, unknown> }).Variables;
      expect(
        Object.keys(variables).filter((name) => /(?<!PASS)KEY|TOKEN_P|PEPPER|PASSWORD/.test(name)),
        id,
      ).toEqual([]);
    }
  });

  it("hold a state machine that is valid Amazon States Language", () => {
    const manifest = readManifest();
    expect(manifest.workflows.length).toBeGreaterThan(0);
    for (const { id, asl } of manifest.workflows) {
      const text = JSON.stringify(asl).replaceAll(
        /\$\{([a-z/-]+)\}/g,
        "arn:aws:lambda:eu-west-1:000000000000:function:x",
      );
      const { isValid, errorsText } = validateAsl(JSON.parse(text));
      expect(isValid, `${id}: ${errorsText("\n")}`).toBe(true);
    }
  });

  it("are made by the very versions of SST and the CDK that decision 0001 names", () => {
    const version = (name: string) =>
      (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string }).version;
    expect([version("sst"), version("aws-cdk-lib"), version("constructs")]).toEqual(["2.49.8", "2.224.0", "10.3.0"]);
  });
});
