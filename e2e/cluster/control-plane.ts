import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { fillYaml } from "../../lib/render-template";
import { prerequisitesIn } from "../../operations/manifests/environment-manifests";
import { customResourceDefinitions } from "../../tools/custom-resources";
import { run } from "../../verify/run-program";
import { Authority, type CertificateProps } from "../../verify/servers/certificates";
import { freePort } from "../../verify/servers/listen";
import { type Program, untilReady } from "../processes";
import type { Ground } from "../tools";
import { Api } from "./api";
import { Cluster } from "./cluster";

/** Where a cluster's pods, Services, nodes and servers are. */
export interface AddressPlan {
  /** Ranges. */
  readonly pods: string;
  readonly services: string;
  /** Of the API server, as pods see it, and of others that run beside it. */
  readonly apiServer: string;
  /** Of a node by its number, from 1. */
  readonly node: (number: number) => string;
}

export interface ControlPlaneProps extends Ground {
  readonly environment: string;
  /** Folder of the environment's manifests. */
  readonly manifests: string;
  readonly addresses: AddressPlan;
  /** Seconds that a node's lease lasts. */
  readonly leaseSeconds: number;
  /** Port of the API server. @default one that is free */
  readonly port?: number;
}

/** What runs before there are nodes. */
export type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;

/** Starts etcd, the API server, the controllers and the scheduler, reached by the context of an environment, with all custom resources. */
export async function startControlPlane(props: ControlPlaneProps) {
  const { environment, folder, processes, tools, addresses, leaseSeconds } = props;
  const prerequisites = prerequisitesIn(props.manifests);
  const context = prerequisites.find(({ kind }) => kind === "context")?.name;
  if (context === undefined) throw new Error(`${environment} allows no kube context`);
  mkdirSync(folder, { recursive: true });
  const port = props.port ?? (await freePort());
  const authority = await writeCertificates(folder, addresses);
  const access = { folder, context, server: `https://127.0.0.1:${port}`, authority };
  const kubeconfig = await writeKubeconfig(access, {
    commonName: "e2e-admin",
    organizations: ["system:masters"],
  });
  for (const name of ["kube-controller-manager", "kube-scheduler"])
    await writeKubeconfig(access, { commonName: `system:${name}` });

  const [etcd, peer] = [await freePort(), await freePort()].map((one) => `http://127.0.0.1:${one}`);
  const { apiServer, services } = addresses;
  const flags = fillYaml(join(__dirname, "control-plane.yaml"), {
    ...{ folder, etcd, peer, port, apiServer, services },
    // A node counts as lost when its lease has not been renewed.
    lostAfter: leaseSeconds + 3,
  }) as Readonly<Record<string, readonly string[]>>;
  const start = (name: "etcd" | "kube-apiserver" | "kube-controller-manager" | "kube-scheduler") =>
    processes.start({ name, program: tools.path(name), args: flags[name]! });
  await untilReady(start("etcd"), 30, async () => (await fetch(`${etcd}/health`)).ok);

  let server: Program;
  const startApiServer = async () => {
    server = start("kube-apiserver");
    const ready = [`--kubeconfig=${kubeconfig}`, "get", "--raw=/readyz", "--request-timeout=5s"];
    await untilReady(server, 60, async () => (await run(tools.path("kubectl"), ready)).status === 0);
  };
  await startApiServer();
  start("kube-controller-manager");
  start("kube-scheduler");

  const kubectl = tools.path("kubectl");
  const api = await Api.start(kubectl, kubeconfig, context, processes);
  const cluster = new Cluster({ environment, kubeconfig, context, kubectl, api });
  const files = customResourceDefinitions().flatMap((file) => ["--filename", file]);
  await cluster.kubectl(["apply", "--server-side", ...files]);
  await cluster.kubectl(["wait", "--for=condition=Established", "crd", "--all", "--timeout=60s"]);
  return {
    /** Authority of the API server and of what clients inside the cluster trust. */
    authority,
    authorityFile: join(folder, "cluster-ca.crt"),
    /** What the environment needs. */
    prerequisites,
    cluster,
    /** Stops the API server the hard way, leaves it away for a while, and starts it again on the same data. */
    restartApiServer: async (away: () => Promise<void>): Promise<void> => {
      await server.stop("SIGKILL");
      await away();
      await startApiServer();
    },
  };
}

/** Writes the certificates and keys that control-plane.yaml names. Returns the cluster's authority. */
async function writeCertificates(folder: string, { apiServer, services }: AddressPlan): Promise<Authority> {
  const authority = await Authority.create("cluster");
  const proxyAuthority = await Authority.create("front-proxy");
  // Sign and verify the tokens of ServiceAccounts.
  const accounts = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const texts = {
    "cluster-ca.crt": authority.cert,
    "cluster-ca.key": authority.key,
    "front-proxy-ca.crt": proxyAuthority.cert,
    "service-account.pub": accounts.publicKey,
    "service-account.key": accounts.privateKey,
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  await authority.issueInto(folder, "api-server", {
    commonName: "kube-apiserver",
    names: ["localhost", ...service, "kubernetes.default.svc.cluster.local"],
    // The first address of the range is the one of the Service "kubernetes".
    addresses: ["127.0.0.1", apiServer, services.replace(/\.0\/\d+$/, ".1")],
  });
  await authority.issueInto(folder, "kubelet-client", {
    commonName: "kube-apiserver-kubelet-client",
    organizations: ["system:masters"],
  });
  await proxyAuthority.issueInto(folder, "front-proxy", { commonName: "front-proxy" });
  return authority;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A server, the authority of it and of its users, the name of the context that leads there, and a folder for kubeconfigs. */
type Access = Readonly<Record<"server" | "context" | "folder", string>> & { readonly authority: Authority };

/** Writes a kubeconfig with one context, by which a client signs in as a user. Returns its path. */
export async function writeKubeconfig(
  { folder, context: name, server, authority }: Access,
  user: CertificateProps,
): Promise<string> {
  const { cert, key } = await authority.issue(user);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(authority.cert) } }],
    users: [{ name, user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  const file = join(folder, `${user.commonName.replaceAll(":", "-")}.kubeconfig`);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
