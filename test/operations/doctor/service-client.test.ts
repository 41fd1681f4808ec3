import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { grafana } from "../../../contracts/components";
import { Kubectl, NoAnswer } from "../../../operations/doctor/kubectl";
import { ServiceClient } from "../../../operations/doctor/service-client";
import { temporaryFolder } from "../../support/temporary-folder";

const folder = temporaryFolder();
let client: ServiceClient;
afterEach(() => {
  client.close();
});

/** A kubectl whose way through the API server is shut, and whose tunnel treats a connection in this way. */
function throughTunnel(name: string, onConnection: string): ServiceClient {
  const program = join(folder, name);
  writeFileSync(
    program,
    `#!${process.execPath}
if (process.argv.includes("--raw")) throw new Error("Forbidden");
const server = require("node:net").createServer((connection) => { ${onConnection} });
server.listen(0, "127.0.0.1", () => console.log("Forwarding from 127.0.0.1:" + server.address().port + " -> 80"));
`,
    { mode: 0o755 },
  );
  return (client = new ServiceClient(new Kubectl("", program)));
}

const answering = (status: string, body: string) =>
  `connection.end("HTTP/1.1 ${status}\\r\\ncontent-length: ${String(body.length)}\\r\\n\\r\\n" + '${body}')`;

test("a Service that the API server may not reach is asked through a tunnel", async () => {
  const answer = await throughTunnel("open", answering("200 OK", '{"a":1}')).json(grafana, "/api/health");
  expect(answer).toEqual({ a: 1 });
});

test.each<[string, string, RegExp]>([
  [
    "closes at once and ends",
    "connection.end(); process.exitCode = 1; server.close();",
    /hang up|ECONNRESET/,
  ],
  [
    "breaks off",
    `connection.write("HTTP/1.1 200 OK\\r\\ncontent-length: 9\\r\\n\\r\\nab"); connection.destroy()`,
    /aborted/,
  ],
  [
    "answers with an error",
    answering("502 Bad Gateway", "no"),
    /grafana can't be reached: it answered 502 to \/api\/health/,
  ],
  ["answers with a page", answering("200 OK", "<html>"), /no JSON: <html>/],
])("a tunnel that %s is no answer, and nothing waits for one", async (name, onConnection, message) => {
  const asked = throughTunnel(name.replaceAll(" ", "-"), onConnection).json(grafana, "/api/health");
  await expect(asked).rejects.toThrow(NoAnswer);
  await expect(asked).rejects.toThrow(message);
});

test("a tunnel that was lost is opened again for the next question", async () => {
  const services = throughTunnel(
    "once",
    answering("200 OK", "{}") + "; process.exitCode = 1; server.close()",
  );
  await expect(services.json(grafana, "/first")).resolves.toEqual({});
  await expect(services.json(grafana, "/second")).rejects.toThrow(
    /grafana can't be reached: .*(ECONNREFUSED|hang up)/,
  );
  await expect(services.json(grafana, "/third")).resolves.toEqual({});
});
