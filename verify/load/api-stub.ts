import { type IncomingMessage, createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../servers/listen";

/** How the stub answers a request. */
export interface StubAnswer {
  readonly status: number;
  /** Milliseconds until it answers. */
  readonly after: number;
}

/** As much of the API as the load recipe asks: identify, on the loopback interface. Anything else is not found. */
export class ApiStub {
  /** Requests that were taken as the API takes them. */
  taken = 0;

  private readonly server = createServer((request, response) => {
    void isIdentify(request).then((isTaken) => {
      const { status, after } = isTaken ? this.answers(++this.taken) : { status: 404, after: 0 };
      setTimeout(() => response.writeHead(status, { "Content-Type": "application/json" }).end("{}"), after);
    });
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
}

async function isIdentify(request: IncomingMessage): Promise<boolean> {
  const { method, url, headers } = request;
  const asked = [method, url, headers["content-type"]].join(" ");
  return (
    asked === "POST /api/v1/fingerprint/identify application/json" && (await text(request)).startsWith("{")
  );
}
