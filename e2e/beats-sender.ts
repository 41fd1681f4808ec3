import { type ConnectionOptions, connect } from "node:tls";

/** Sends events over the Beats protocol, version 2, in one window, and waits until they are acknowledged. */
export async function sendBeats(
  server: Pick<ConnectionOptions, "host" | "port" | "servername">,
  shipper: Pick<ConnectionOptions, "ca" | "cert" | "key">,
  events: readonly object[],
): Promise<void> {
  const window = Buffer.alloc(6);
  window.write("2W");
  window.writeUInt32BE(events.length, 2);
  const frames = events.map((event, i) => {
    const text = Buffer.from(JSON.stringify(event));
    const head = Buffer.alloc(10);
    head.write("2J");
    head.writeUInt32BE(i + 1, 2);
    head.writeUInt32BE(text.length, 6);
    return Buffer.concat([head, text]);
  });

  await new Promise<void>((resolve, reject) => {
    const socket = connect({ ...server, ...shipper });
    let answer = Buffer.alloc(0);
    socket.on("error", reject).on("data", (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      // Logstash may acknowledge in steps; the last number ends it.
      for (; answer.length >= 6; answer = answer.subarray(6))
        if (answer.readUInt32BE(2) === events.length) {
          socket.end();
          resolve();
        }
    });
    socket.on("close", () => {
      reject(new Error(`${server.host}:${server.port} closed before all lines were acknowledged`));
    });
    socket.write(Buffer.concat([window, ...frames]));
  });
}
