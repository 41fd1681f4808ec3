/** Listens on the ports that it is given, and answers whoever connects. */
import { createServer } from "node:net";

for (const port of process.argv.slice(2))
  createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }).listen(Number(port));
// Without a port it would end.
setInterval(() => undefined, 60_000);
process.on("SIGTERM", () => process.exit(0));
