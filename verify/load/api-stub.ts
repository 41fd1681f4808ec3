import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../servers/listen";

/** How the stub answers a request. */
export interface StubAnswer {
  readonly status: number;
  /** Milliseconds until it answers. */
  readonly after: number;
}

/** As much of the API as the load recipe asks: identify, on the loopback interface. */
export class ApiStub {
  /** Requests that were taken as the API takes them. */
  taken = 0;

  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  /** @param answers the answer to the n-th request, counted from 1 */
  constructor(private readonly answers: (n: number) => StubAnswer) {}

  /** Gives the address that clients ask, without a slash at its end. */
  async listen(): Promise<string> {
    return `http://127.0.0.1:${String(await listen(this.server))}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request, await text(request));
    if (refusal !== undefined) {
      response.writeHead(refusal).end();
      return;
    }
    const { status, after } = this.answers(++this.taken);
    await new Promise((resolve) => setTimeout(resolve, after));
    response.writeHead(status, { "Content-Type": "application/json" }).end("{}");
  }
}

/** The status by which the API refuses what is no request for it; undefined where it is one. */
function refusalOf({ method, url, headers }: IncomingMessage, body: string): number | undefined {
  if (url !== "/api/v1/fingerprint/identify") return 404;
  if (method !== "POST") return 405;
  if (headers["content-type"] !== "application/json") return 415;
  try {
    JSON.parse(body);
    return undefined;
  } catch {
    return 400;
  }
}
