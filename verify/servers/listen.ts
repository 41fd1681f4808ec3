import { once } from "node:events";
import { type AddressInfo, type Server, createServer } from "node:net";

/** Lets a server listen, by default on the loopback address. @returns the port, a free one unless it was given */
export async function listen(server: Server, port = 0, address = "127.0.0.1"): Promise<number> {
  await once(server.listen(port, address), "listening");
  return (server.address() as AddressInfo).port;
}

/** A TCP port of 127.0.0.1 that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await once(server.close(), "close");
  return port;
}
