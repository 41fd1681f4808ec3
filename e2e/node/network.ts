import { writeFileSync } from "node:fs";
import { runProgram } from "../../verify/run-program";
import { addresses, gateway, metadataAddresses, podRange, publicAddress } from "./addresses";

async function ip(words: string): Promise<void> {
  await runProgram("ip", words.split(" "));
}

/** Makes the network that the nodes are on, with the control plane at its gateway and the outside world behind it. */
export async function makeNetwork(): Promise<void> {
  await ip("link set lo up");
  await ip("link add nodes type bridge");
  await ip(`address add ${gateway}/24 dev nodes`);
  await ip("link set nodes up");
  for (const outside of [publicAddress, ...metadataAddresses]) await ip(`address add ${outside}/32 dev lo`);
  writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
}

/** Connects a node's network namespace, the one of process `pid`, and routes its pods' addresses to it. */
export async function connectNode(number: number, pid: number): Promise<void> {
  const link = `node${number}`;
  await ip(`link add ${link} type veth peer name eth0 netns ${pid}`);
  await ip(`link set ${link} master nodes up`);
  await ip(`route add ${podRange(number)} via ${addresses.node(number)}`);
}

/** Takes a node off the network, or puts it back. */
export const plugNode = (number: number, state: "up" | "down") => ip(`link set node${number} ${state}`);
