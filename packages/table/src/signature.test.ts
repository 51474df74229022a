import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sign } from "./signature.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

describe("sign", () => {
  it("gives the signature of AWS's published example (post-vanilla)", () => {
    const { authorization } = sign(
      { host: "example.amazonaws.com", headers: {}, body: "" },
      { region: "us-east-1", service: "service" },
      { ...credentials, sessionToken: undefined },
      "2015-08-30T12:36:00.000Z",
    );
    expect(authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, " +
        "SignedHeaders=host;x-amz-date, " +
        "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    );
  });

  describe("against the SDK's own client", () => {
    const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({ headers: request.headers, body });
        response.end('{"Parameters":[]}');
      });
    });
    let endpoint = "";

    beforeAll(async () => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const address = server.address();
      endpoint = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    });
    afterAll(() => server.close());

    it.each([undefined, "a-session-token"])("signs its request as it does (session token %s)", async (sessionToken) => {
      const client = new SSMClient({
        region: "af-south-1",
        endpoint,
        credentials: { ...credentials, ...(sessionToken === undefined ? {} : { sessionToken }) },
      });
      await client.send(new GetParametersCommand({ Names: ["/cowry/x"], WithDecryption: true }));
      client.destroy();

      const request = seen.at(-1);
      const { authorization = "" } = request?.headers ?? {};
      const names = (/SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? "").split(";");
      const unsigned = ["host", "x-amz-date", "x-amz-security-token"];
      const headers = Object.fromEntries(
        names.filter((name) => !unsigned.includes(name)).map((name) => [name, String(request?.headers[name])]),
      );
      const at = String(request?.headers["x-amz-date"]).replace(
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
        "$1-$2-$3T$4:$5:$6.000Z",
      );
      const ours = sign(
        { host: new URL(endpoint).host, headers, body: request?.body ?? "" },
        { region: "af-south-1", service: "ssm" },
        { ...credentials, sessionToken },
        at,
      );

      expect(names.length).toBeGreaterThan(3);
      expect(ours["authorization"]).toBe(authorization);
    });
  });
});
