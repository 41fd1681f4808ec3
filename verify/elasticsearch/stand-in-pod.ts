import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { type RunOptions, RunningProgram } from "../run-program";
import type { StandInKubernetes } from "./stand-in-kubernetes";

export interface StandInPodProps {
  readonly name: string;
  readonly spec: k8s.PodSpec;
  readonly folder: string;
  /** The image's files: what is below /usr/share/elasticsearch. */
  readonly image: string;
  readonly kubernetes: StandInKubernetes;
  /** Folders of the volumes that outlive the pod, by the volume's name. */
  readonly claims: Readonly<Record<string, string>>;
  readonly address: string;
  /** File with the names that pods know each other by. */
  readonly hosts: string;
}

const image = "/usr/share/elasticsearch";
const curlHome = "/usr/share/curl";

/** Runs the containers of a pod as the manifest has them: commands, variables, volumes, and nothing replaced in them. */
export class StandInPod {
  private readonly containers: readonly k8s.Container[];

  constructor(protected readonly props: StandInPodProps) {
    const { spec, folder, address, kubernetes } = props;
    this.containers = [...(spec.initContainers ?? []), ...spec.containers];
    for (const name of ["root", "curl-home"]) mkdirSync(join(folder, name), { recursive: true });
    // For curl, localhost is always 127.0.0.1.
    const curlrc = `connect-to = "localhost:9200:${address}:9200"\nconnect-to = "kubernetes.default.svc:443:127.0.0.1:${kubernetes.port}"\n`;
    writeFileSync(join(folder, "curl-home", ".curlrc"), curlrc);
    this.empty();
  }

  get name(): string {
    return this.props.name;
  }

  /** What a new pod of the same name finds: empty folders where the old one had its own. */
  empty(): void {
    rmSync(join(this.props.folder, "volumes"), { recursive: true, force: true });
  }

  start(container: string, command?: readonly string[], options?: RunOptions): RunningProgram {
    const [program = "", ...args] = this.words(container, command);
    return new RunningProgram(program, args, options);
  }

  /** Writes a kubectl that knows `exec -c` alone, and runs the command in a container of this pod. @returns its path */
  kubectl(): string {
    const path = join(this.props.folder, "kubectl");
    const script = (file: string, text: string) => {
      writeFileSync(file, `#!/bin/bash\n${text}\n`, { mode: 0o755 });
    };
    for (const { name } of this.containers)
      script(`${path}-${name}`, `exec ${this.words(name, []).map(quoted).join(" ")} "$@"`);
    const container = "while [[ $1 != -- ]]; do [[ $1 == -c ]] && container=$2; shift; done";
    script(path, `${container}\nshift\nexec "$0-$container" "$@"`);
    return path;
  }

  /** The folder of a volume. Of a Secret or a ConfigMap it has every key. */
  volume(name: string): string {
    const { claims, spec, folder, kubernetes } = this.props;
    const { configMap, secret, projected } = spec.volumes?.find((one) => one.name === name) ?? {};
    if (configMap) return kubernetes.folderOf(`ConfigMap/${configMap.name}`);
    if (secret) return kubernetes.folderOf(`Secret/${secret.secretName}`);
    if (projected) return kubernetes.folderOf("ServiceAccount");
    const own = claims[name] ?? join(folder, "volumes", name);
    mkdirSync(own, { recursive: true });
    return own;
  }

  private words(name: string, command?: readonly string[]): string[] {
    const { folder, hosts } = this.props;
    const container = this.containers.find((one) => one.name === name);
    if (!container) throw new Error(`${this.name} has no container ${name}`);
    const mounts = [
      [this.props.image, image, "rw"],
      [hosts, "/etc/hosts", "ro"],
      [join(folder, "curl-home"), curlHome, "ro"],
      ...(container.volumeMounts ?? [])
        .map(({ name: volume, mountPath, readOnly }) => [
          this.volume(volume),
          mountPath,
          readOnly ? "ro" : "rw",
        ])
        // A folder before what is mounted inside of it.
        .sort(([, a = ""], [, b = ""]) => a.length - b.length),
    ];
    return [
      "unshare",
      ...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]),
      // Whoever ends it ends all that it has started, as with a container.
      ...["--mount", "--pid", "--fork", "--kill-child"],
      join(__dirname, "pod.sh"),
      mounts.map((mount) => mount.join("\t")).join("\n"),
      join(folder, "root"),
      ...(container.env ?? []).map(({ name, value, valueFrom }) => {
        return `${name}=${value ?? this.fieldOf(valueFrom?.fieldRef?.fieldPath)}`;
      }),
      `CURL_HOME=${curlHome}`,
      `PATH=${image}/bin:${process.env["PATH"] ?? ""}`,
      ...(command ?? [...(container.command ?? []), ...(container.args ?? [])]),
    ];
  }

  private fieldOf(path?: string): string {
    if (path === "metadata.name") return this.name;
    if (path === "spec.nodeName") return `node-of-${this.name}`;
    throw new Error(`${this.name}: nothing gives ${path} a value`);
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
