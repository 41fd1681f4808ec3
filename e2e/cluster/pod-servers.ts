import { once } from "node:events";
import type { Server } from "node:net";

/** Servers at the addresses of simulated pods, one each, all on one port. */
export class PodServers {
  private readonly servers = new Map<string, Server & { closeAllConnections(): void }>();

  /** @param create makes the server of the pod with an address */
  constructor(
    private readonly port: number,
    private readonly create: (address: string) => Server & { closeAllConnections(): void },
  ) {}

  /** Begins to answer for new pods, and no longer answers for those that are gone. */
  async follow(addresses: readonly string[]): Promise<void> {
    for (const address of this.servers.keys()) if (!addresses.includes(address)) this.end(address);
    for (const address of addresses) {
      if (this.servers.has(address)) continue;
      const server = this.create(address);
      this.servers.set(address, server);
      await once(server.listen(this.port, address), "listening").catch((error: unknown) => {
        this.servers.delete(address);
        throw error;
      });
    }
  }

  stop(): void {
    for (const address of this.servers.keys()) this.end(address);
  }

  private end(address: string): void {
    const server = this.servers.get(address);
    server?.close();
    server?.closeAllConnections();
    this.servers.delete(address);
  }
}
