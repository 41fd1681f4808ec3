import { writeFileSync } from "node:fs";
import { runProgram } from "../../verify/run-program";
import { Authority } from "../../verify/servers/certificates";
import type { AddressPlan } from "../cluster/control-plane";

/**
 * Addresses of a run with real nodes. They are outside of 10.0.0.0/8, which leads back to the run elsewhere in `e2e/`,
 * and private ones, as a cluster's are.
 */
export const addresses: AddressPlan = {
  pods: "172.29.0.0/16",
  services: "172.31.0.0/24",
  apiServer: "172.30.0.1",
  node: (number) => `172.30.0.${10 + number}`,
};

/** Where pods and nodes find the API server, the registry and the way out. */
export const gateway = addresses.apiServer;

/** Port of the API server, one that clusters use: the network policies name it. */
export const apiServerPort = 6443;

/** The cluster's DNS. */
export const dnsAddress = "172.31.0.10";

/** Addresses of the pods of a node by its number, from 1. */
export const podRange = (number: number) => `172.29.${number}.0/24`;

/** Stands for any address of the internet. It is reserved for documents, and leads to the run itself. */
export const publicAddress = "203.0.113.10";

/** Where clouds tell a machine its credentials: most of them, Azure, Oracle's. */
export const metadataAddresses = ["169.254.169.254", "168.63.129.16", "192.0.0.192"] as const;

/** Host of what the environment's own Secrets name by an address, such as a heartbeat. */
export const receiverHost = "receivers.example.com";

let authority: Promise<Authority> | undefined;

export const worldAuthority = () => (authority ??= Authority.create("the world outside"));

const ip = (words: string) => runProgram("ip", words.split(" "));

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
  await ip(`link add node${number} type veth peer name eth0 netns ${pid}`);
  await ip(`link set node${number} master nodes up`);
  await ip(`route add ${podRange(number)} via ${addresses.node(number)}`);
}

/** Takes a node off the network, or puts it back. */
export const plugNode = (number: number, state: "up" | "down") => ip(`link set node${number} ${state}`);
