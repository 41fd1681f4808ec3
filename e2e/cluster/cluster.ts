import { dirname, join } from "node:path";
import { type Component, type Pods, selectorOf } from "../../contracts/component";
import { fingerprintApi } from "../../contracts/components";
import type { Scale } from "../../monitoring/prometheus/series";
import type { PrerequisiteRow } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";
import { type Outcome, run, type RunOptions, runProgram } from "../../verify/run-program";
import type { Api, KubeObject } from "./api";
import { isServing, podsPath } from "./pods";

export const manifestsFolder = (environment: string): string => join(root, "dist", environment);

/** Nodes that an environment asks for; 0 where it does not say. */
export const neededNodes = (prerequisites: readonly PrerequisiteRow[]): number =>
  Math.max(0, ...prerequisites.filter(({ kind }) => kind === "nodes").map(({ name }) => Number(name)));

export interface ClusterProps {
  readonly environment: string;
  /** Of an administrator. */
  readonly kubeconfig: string;
  readonly context: string;
  readonly kubectl: string;
  readonly api: Api;
  /** What scenarios do to a simulated cluster. @default none: the nodes are real, or the cluster is the user's */
  readonly simulation?: Simulation;
  /** Ends what runs against the cluster when it is aborted. @default never */
  readonly signal?: AbortSignal;
}

export interface Simulation {
  readonly restartApiServer: (away: () => Promise<void>) => Promise<void>;
  /** prometheus-adapter runs unless a scenario stops it. */
  readonly adapter: { start(): void; stop(): Promise<void> };
  /** Makes the nodes and prerequisites again that a scenario has taken away. */
  readonly restore: () => Promise<void>;
}

export interface DeployOptions extends RunOptions {
  /** Folder that holds the environments. @default the committed dist/ */
  readonly dist?: string | undefined;
  /** Status that `mustDeploy` expects. @default 0 */
  readonly ends?: number;
  /** Texts that `mustDeploy` expects in the output. @default none */
  readonly says?: readonly string[];
}

/** A cluster that an environment is or will be applied to. */
export class Cluster {
  readonly environment: string;
  readonly kubeconfig: string;
  readonly api: Api;

  /** The folder of the environment's manifests. */
  readonly manifests: string;

  constructor(private readonly props: ClusterProps) {
    ({ environment: this.environment, kubeconfig: this.kubeconfig, api: this.api } = props);
    this.manifests = manifestsFolder(props.environment);
  }

  /** The same cluster; all that is run against it by this one ends when the signal is aborted. */
  until(signal: AbortSignal): Cluster {
    return new Cluster({ ...this.props, signal });
  }

  /** The same cluster, of whose simulation scenarios know. */
  simulated(simulation: Simulation): Cluster {
    return new Cluster({ ...this.props, simulation });
  }

  /** Variables by which a program finds the pinned kubectl and, through it, this cluster. */
  get env(): Readonly<Record<"KUBECONFIG" | "PATH", string>> {
    const path = `${dirname(this.props.kubectl)}:${process.env["PATH"] ?? ""}`;
    return { KUBECONFIG: this.kubeconfig, PATH: path };
  }

  /** An error where the cluster is the user's own, whose servers nobody may touch. */
  get simulation(): Simulation {
    if (!this.props.simulation) throw new Error("this scenario needs a simulated cluster");
    return this.props.simulation;
  }

  /** The files of a ConfigMap, as the API server has them. */
  async configMap(namespace: string, name: string): Promise<Readonly<Record<string, string>>> {
    return (await this.api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`))["data"];
  }

  async secret(namespace: string, name: string): Promise<Readonly<Record<string, string>>> {
    const { data } = await this.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
    const values = Object.entries(data as Record<string, string>);
    return Object.fromEntries(values.map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
  }

  /** The environment's own objects of a kind, such as those of `/api/v1/namespaces`. */
  declared(path: string): Promise<readonly KubeObject[]> {
    const selector = `app.kubernetes.io/part-of=fingerprint,environment=${this.environment}`;
    return this.api.list(`${path}?labelSelector=${encodeURIComponent(selector)}`);
  }

  pods(component: Pods): Promise<readonly KubeObject[]> {
    return this.api.list(podsPath(component));
  }

  /** Those of them that get requests. */
  async servingPods(component: Pods): Promise<readonly KubeObject[]> {
    return (await this.pods(component)).filter(isServing);
  }

  /** The first of those. Rejects where there is none. */
  async servingPod(component: Pods): Promise<KubeObject> {
    const [pod] = await this.servingPods(component);
    if (!pod)
      throw new Error(`${component.namespace} has no ready pod with ${selectorOf(component.podLabels)}`);
    return pod;
  }

  /** Where those are. */
  async addresses(component: Pods): Promise<string[]> {
    return (await this.servingPods(component)).map(({ status }) => status.podIP);
  }

  async argumentsOf({ namespace, name }: Component): Promise<readonly string[]> {
    const deployment = await this.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
    return deployment["spec"].template.spec.containers[0].args;
  }

  async serviceAddress({ namespace, name }: Component): Promise<string> {
    return (await this.api.get(`/api/v1/namespaces/${namespace}/services/${name}`))["spec"].clusterIP;
  }

  /** How large it is, as far as the number of series depends on it. */
  async scale(): Promise<Scale> {
    return {
      apiServers: 1,
      nodes: (await this.api.list("/api/v1/nodes")).length,
      pods: (await this.api.list("/api/v1/pods")).length,
      apiPods: (await this.pods(fingerprintApi)).length,
    };
  }

  /** Runs kubectl; an error if it fails. Returns standard output. */
  async kubectl(args: readonly string[], options?: RunOptions): Promise<string> {
    const { kubectl, signal } = this.props;
    return (await runProgram(kubectl, this.aimed(args), { signal, ...options })).stdout;
  }

  /** Runs kubectl and returns whatever comes of it. */
  tryKubectl(args: readonly string[], options?: RunOptions): Promise<Outcome> {
    return run(this.props.kubectl, this.aimed(args), { signal: this.props.signal, ...options });
  }

  /** Runs `deploy.sh <environment> <action> …` as a user would, with the pinned kubectl. */
  deploy(words: readonly string[], { dist, env, ...options }: DeployOptions = {}): Promise<Outcome> {
    // The shipped environments are full of example.com.
    const skip = words.includes("--skip") ? [] : ["--skip", "placeholder"];
    const from = dist === undefined ? [] : ["--dist", dist];
    const all = [this.environment, ...words, "--context", this.props.context, ...from, ...skip];
    const { signal } = this.props;
    return run(join(root, "deploy.sh"), all, { signal, ...options, env: { ...this.env, ...env } });
  }

  /** Like `deploy`, but what is otherwise than expected is an error that quotes all output. Returns all output. */
  async mustDeploy(words: readonly string[], options: DeployOptions = {}): Promise<string> {
    const { ends = 0, says = [], ...others } = options;
    const { status, stdout, stderr } = await this.deploy(words, others);
    const output = stdout + stderr;
    const missing = says.find((text) => !output.includes(text));
    if (status === ends && missing === undefined) return output;
    const fault = status === ends ? `does not say "${missing}"` : `ended with ${status} instead of ${ends}`;
    throw new Error(`deploy.sh ${this.environment} ${words.join(" ")} ${fault}:\n${output}`);
  }

  private aimed(args: readonly string[]): string[] {
    return [`--kubeconfig=${this.kubeconfig}`, `--context=${this.props.context}`, ...args];
  }
}
