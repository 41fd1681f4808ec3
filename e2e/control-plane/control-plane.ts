import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePort } from "../../verify/servers/free-port";
import { type Processes, type Program, untilReady } from "../processes";
import { run } from "../../verify/run-program";
import type { Tools } from "../tools";
import type { AddressPlan } from "./address-plan";
import { Authority, serviceAccountKeys } from "../../verify/servers/certificates";
import { startEtcd } from "./etcd";
import { writeKubeconfig } from "./kubeconfig";

export interface ControlPlaneProps {
  /** Name of the kube context that leads to it. */
  readonly context: string;

  /** Folder for data, certificates and logs. */
  readonly folder: string;

  readonly processes: Processes;
  readonly tools: Tools;
  readonly addresses: AddressPlan;

  /** Seconds that a node's lease lasts. */
  readonly leaseSeconds: number;

  /** Port of the API server. @default one that is free */
  readonly port?: number;
}

/** etcd, the API server, the controllers and the scheduler, as real programs. */
export class ControlPlane {
  private apiServer: Program | undefined;

  private constructor(
    private readonly props: ControlPlaneProps,
    /** Authority of the API server and of what clients inside the cluster trust. */
    readonly authority: Authority,
    /** File with its certificate. */
    readonly authorityFile: string,
    private readonly apiServerArgs: readonly string[],
    /** Kubeconfig of an administrator. */
    readonly kubeconfig: string,
  ) {}

  static async start(props: ControlPlaneProps): Promise<ControlPlane> {
    const { folder, processes, tools, addresses, context } = props;
    mkdirSync(folder, { recursive: true });
    const etcd = await startEtcd(folder, processes, tools);
    const port = props.port ?? (await freePort());
    const server = `https://127.0.0.1:${port}`;

    const clusterAuthority = await Authority.create("cluster");
    const proxyAuthority = await Authority.create("front-proxy");
    const access = { folder, context, server, authority: clusterAuthority };
    const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"];
    const serving = await clusterAuthority.issueInto(folder, "api-server", {
      commonName: "kube-apiserver",
      names: ["localhost", ...service, "kubernetes.default.svc.cluster.local"],
      addresses: ["127.0.0.1", addresses.apiServer, firstAddress(addresses.services)],
    });
    const proxy = await proxyAuthority.issueInto(folder, "front-proxy", { commonName: "front-proxy" });
    const kubelets = await clusterAuthority.issueInto(folder, "kubelet-client", {
      commonName: "kube-apiserver-kubelet-client",
      organizations: ["system:masters"],
    });
    const accounts = serviceAccountKeys();
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    const clusterCa = file("cluster-ca.crt", clusterAuthority.cert);
    const accountKey = file("service-account.key", accounts.privateKey);

    const apiServerArgs = [
      `--etcd-servers=${etcd}`,
      // The run has a network namespace of its own: "all addresses" are this run's alone.
      "--bind-address=0.0.0.0",
      `--secure-port=${port}`,
      `--advertise-address=${addresses.apiServer}`,
      `--service-cluster-ip-range=${addresses.services}`,
      `--tls-cert-file=${serving.crt}`,
      `--tls-private-key-file=${serving.key}`,
      `--client-ca-file=${clusterCa}`,
      `--service-account-key-file=${file("service-account.pub", accounts.publicKey)}`,
      `--service-account-signing-key-file=${accountKey}`,
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction,PodSecurity",
      // What is privileged is for Pod Security to decide, by namespace.
      "--allow-privileged=true",
      `--requestheader-client-ca-file=${file("front-proxy-ca.crt", proxyAuthority.cert)}`,
      "--requestheader-allowed-names=front-proxy",
      "--requestheader-username-headers=X-Remote-User",
      "--requestheader-group-headers=X-Remote-Group",
      "--requestheader-extra-headers-prefix=X-Remote-Extra-",
      `--proxy-client-cert-file=${proxy.crt}`,
      `--proxy-client-key-file=${proxy.key}`,
      // Without kube-proxy, Services lead nowhere: aggregated API servers are asked at their endpoints.
      "--enable-aggregator-routing=true",
      `--kubelet-client-certificate=${kubelets.crt}`,
      `--kubelet-client-key=${kubelets.key}`,
      "--kubelet-preferred-address-types=InternalIP",
      // Pods leave a lost node after seconds, not the default five minutes.
      "--default-not-ready-toleration-seconds=5",
      "--default-unreachable-toleration-seconds=5",
    ];
    const kubeconfig = await writeKubeconfig(access, {
      commonName: "e2e-admin",
      organizations: ["system:masters"],
    });
    const plane = new ControlPlane(props, clusterAuthority, clusterCa, apiServerArgs, kubeconfig);
    await plane.startApiServer();

    processes.start({
      name: "kube-controller-manager",
      program: tools.path("kube-controller-manager"),
      args: [
        `--kubeconfig=${await writeKubeconfig(access, { commonName: "system:kube-controller-manager" })}`,
        "--leader-elect=false",
        "--secure-port=0",
        "--use-service-account-credentials=true",
        `--service-account-private-key-file=${accountKey}`,
        `--root-ca-file=${clusterCa}`,
        `--cluster-signing-cert-file=${clusterCa}`,
        `--cluster-signing-key-file=${file("cluster-ca.key", clusterAuthority.key)}`,
        // A node counts as lost when its lease has not been renewed.
        `--node-monitor-grace-period=${props.leaseSeconds + 3}s`,
        "--node-monitor-period=2s",
        "--kube-api-qps=300",
        "--kube-api-burst=600",
        "--horizontal-pod-autoscaler-sync-period=5s",
        // Simulated pods are ready after one or two seconds: their start-up usage is no reason to wait for minutes.
        "--horizontal-pod-autoscaler-initial-readiness-delay=1s",
        "--horizontal-pod-autoscaler-cpu-initialization-period=1s",
      ],
    });
    const scheduler = stringify({
      apiVersion: "kubescheduler.config.k8s.io/v1",
      kind: "KubeSchedulerConfiguration",
      leaderElection: { leaderElect: false },
      clientConnection: {
        kubeconfig: await writeKubeconfig(access, { commonName: "system:kube-scheduler" }),
        qps: 300,
        burst: 600,
      },
    });
    processes.start({
      name: "kube-scheduler",
      program: tools.path("kube-scheduler"),
      args: ["--secure-port=0", `--config=${file("scheduler.yaml", scheduler)}`],
    });
    return plane;
  }

  /** Stops the API server the hard way, leaves it away for a while, and starts it again on the same data. */
  async restartApiServer(away: () => Promise<void>): Promise<void> {
    await this.apiServer?.stop("SIGKILL");
    await away();
    await this.startApiServer();
  }

  private async startApiServer(): Promise<void> {
    const { processes, tools } = this.props;
    this.apiServer = processes.start({
      name: "kube-apiserver",
      program: tools.path("kube-apiserver"),
      args: this.apiServerArgs,
    });
    await untilReady(this.apiServer, 60, async () => {
      const words = [`--kubeconfig=${this.kubeconfig}`, "get", "--raw=/readyz", "--request-timeout=5s"];
      return (await run(tools.path("kubectl"), words)).status === 0;
    });
  }
}

/** The first address of a range is the one of the Service "kubernetes". */
const firstAddress = (range: string) => range.replace(/\.0\/\d+$/, ".1");
