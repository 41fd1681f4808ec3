import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { grafana } from "../../../contracts/components";
import { Kubectl, NoAnswer } from "../../../operations/doctor/kubectl";
import { ServiceClient } from "../../../operations/doctor/service-client";
import { temporaryFolder } from "../../support/temporary-folder";

/** What Grafana answers by a kubectl whose way through the API server is shut, and whose tunnel treats a connection in this way. */
async function askedThrough(onConnection: string): Promise<unknown> {
  const program = join(temporaryFolder(), "kubectl");
  const script = `#!${process.execPath}
if (process.argv.includes("--raw")) throw new Error("Forbidden");
const server = require("node:net").createServer((connection) => { ${onConnection} });
server.listen(0, "127.0.0.1", () => console.log("Forwarding from 127.0.0.1:" + server.address().port + " -> 80"));
`;
  writeFileSync(program, script, { mode: 0o755 });
  const client = new ServiceClient(new Kubectl("", program));
  return client.json(grafana, "/api/health").finally(() => {
    client.close();
  });
}

const answering = (status: string, body: string) =>
  `connection.end("HTTP/1.1 ${status}\\r\\ncontent-length: ${String(body.length)}\\r\\n\\r\\n" + '${body}')`;

test("a Service that the API server may not reach is asked through a tunnel", async () => {
  expect(await askedThrough(answering("200 OK", '{"a":1}'))).toEqual({ a: 1 });
});

test.each<[string, string, RegExp]>([
  ["closes at once", "connection.end(); server.close();", /hang up|ECONNRESET/],
  ["answers with an error", answering("502 Bad Gateway", "no"), /reached: it answered 502 to \/api\/health/],
  ["answers with a page", answering("200 OK", "<html>"), /no JSON: <html>/],
])("a tunnel that %s is no answer, and nothing waits for one", async (_, onConnection, message) => {
  const asked = askedThrough(onConnection);
  await expect(asked).rejects.toThrow(NoAnswer);
  await expect(asked).rejects.toThrow(message);
});
