import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** Lets a server listen, by default on the loopback address. @returns the port, a free one unless it was given */
export async function listen(server: Server, port = 0, address = "127.0.0.1"): Promise<number> {
  await once(server.listen(port, address), "listening");
  return (server.address() as AddressInfo).port;
}
