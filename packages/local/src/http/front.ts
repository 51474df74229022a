import type http from "node:http";
import type { Surface } from "../surface/surface.ts";
import { readBody, type Handler } from "./listen.ts";
import { type FunctionUrl, type Gateway, REQUEST_BYTES_MAX, says } from "./gateway.ts";
import type { GatewayAnswer, GatewayRequest } from "./payload.ts";

/** Lets a test on this machine speak for a client elsewhere; exists only here. */
const SOURCE_IP_HEADER = "x-local-source-ip";

/** One port for all: the HTTP API, the function URLs below `/_url`, the local surface, the console and the docs page. */
export function front(gateway: Gateway, surface: Surface): Handler {
  return async (incoming, response) => {
    const [path = "/", ...query] = (incoming.url ?? "/").split("?");
    if (/^\/(_local|_console|docs)(\/|$)/.test(path)) {
      await surface.serve(incoming, response, path, query.join("?"));
      return;
    }
    const body = await readBody(incoming, REQUEST_BYTES_MAX);
    if (body === undefined) {
      send(incoming, response, { ...says(413, "Request Entity Too Large"), close: true });
      return;
    }
    const request = requestOf(incoming, path, query.join("?"), body);
    const below = /^\/_url\/([^/]+)(\/.*)?$/.exec(path);
    if (below === null) {
      send(incoming, response, await gateway.api(request));
      return;
    }
    const url = findUrl(gateway.urls, below[1] ?? "");
    const answer = url && (await gateway.url(url, { ...request, rawPath: below[2] ?? "/" }));
    send(incoming, response, answer ?? says(404, "there is no function URL of this name"));
  };
}

function findUrl(urls: readonly FunctionUrl[], name: string): FunctionUrl | undefined {
  return urls.find(({ fn }) => fn.name === name || fn.title === name);
}

function requestOf(incoming: http.IncomingMessage, rawPath: string, rawQuery: string, body: Buffer): GatewayRequest {
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.push([incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? ""]);
  }
  const claimed = incoming.headers[SOURCE_IP_HEADER];
  return {
    method: incoming.method ?? "GET",
    rawPath,
    rawQuery,
    headers: headers.filter(([name]) => name.toLowerCase() !== SOURCE_IP_HEADER),
    body,
    sourceIp: typeof claimed === "string" ? claimed : (incoming.socket.remoteAddress ?? "127.0.0.1"),
    protocol: `HTTP/${incoming.httpVersion}`,
  };
}

function send(
  incoming: http.IncomingMessage,
  response: http.ServerResponse,
  answer: GatewayAnswer & { readonly close?: boolean },
): void {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) {
    // The body's length is ours to say; what a function says of it may be wrong.
    if (["content-length", "transfer-encoding", "connection"].includes(name)) continue;
    response.appendHeader(name, value);
  }
  if (answer.close === true) response.setHeader("connection", "close");
  const bodyless = answer.status === 204 || answer.status === 304 || incoming.method === "HEAD";
  if (!bodyless) response.setHeader("content-length", answer.body.length);
  response.end(bodyless ? undefined : answer.body);
}
