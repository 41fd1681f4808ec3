import type { AddressPlan } from "../control-plane/address-plan";

/**
 * Addresses of a run with real nodes. They are outside of 10.0.0.0/8, which leads back to the run elsewhere in `e2e/`,
 * and private ones, as a cluster's are.
 */
export const addresses: AddressPlan = {
  pods: "172.29.0.0/16",
  services: "172.31.0.0/24",
  apiServer: "172.30.0.1",
  metricsServer: "172.30.0.1",
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
