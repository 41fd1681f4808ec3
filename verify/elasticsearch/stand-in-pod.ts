import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { Kubectl } from "../../operations/doctor/kubectl";
import { type Outcome, type RunOptions, RunningProgram } from "../run-program";

/** What a pod's volumes and variables are read from. */
export interface ClusterContent {
  /** Files by the ConfigMap's name; undefined where there is no such ConfigMap. */
  configMap(name: string): Readonly<Record<string, string>> | undefined;
  /** Values by the Secret's name. */
  secret(name: string): Readonly<Record<string, string>> | undefined;
  /** Token and authority for the Kubernetes API. */
  readonly serviceAccount: Readonly<Record<string, string>>;
}

export interface StandInPodProps {
  readonly name: string;
  /** The Kubernetes node that it is said to run on. */
  readonly nodeName: string;
  readonly spec: k8s.PodSpec;
  /** A folder of its own, which has to be there. */
  readonly folder: string;
  /** The image's files: what is below /usr/share/elasticsearch. */
  readonly image: string;
  /** Folders of the volumes that outlive the pod, by the volume's name. @default none */
  readonly claims?: Readonly<Record<string, string>>;
  readonly content: ClusterContent;
  /** Lines of /etc/hosts. */
  readonly hosts: string;
  /** Lines of curl's own configuration. */
  readonly curlrc: string;
}

const script = join(__dirname, "pod.sh");

/** Runs the containers of a pod as the manifest has them: commands, variables, volumes, and nothing replaced in them. */
export class StandInPod {
  private readonly volumes: string;

  constructor(readonly props: StandInPodProps) {
    this.volumes = join(props.folder, "volumes");
  }

  /** What a new pod of the same name finds: empty folders where the old one had its own. */
  recreate(): void {
    rmSync(this.volumes, { recursive: true, force: true });
  }

  /** Runs a container to its end, or another command in its place. */
  async run(container: string, command?: readonly string[], input = ""): Promise<Outcome> {
    return this.start(container, command, { input, timeout: 300, killSignal: "SIGKILL" }).outcome;
  }

  /** Starts a container, or another command in its place. */
  start(container: string, command?: readonly string[], options?: RunOptions): RunningProgram {
    const { program, args, env } = this.invocation(container, command);
    return new RunningProgram(program, args, { ...options, env });
  }

  /** A kubectl that knows `exec` alone, and runs the command in a container of this pod. */
  kubectl(container: string): Kubectl {
    const path = join(this.props.folder, "kubectl");
    const { program, args, env } = this.invocation(container, []);
    const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
    const command = [program, ...args].map(quoted).join(" ");
    writeFileSync(
      path,
      `#!/bin/bash\nwhile [[ $1 != -- ]]; do shift; done\nshift\n${variables.join("")}exec ${command} "$@"\n`,
    );
    chmodSync(path, 0o755);
    return new Kubectl("", path);
  }

  private invocation(name: string, command?: readonly string[]) {
    const { folder, image, hosts, curlrc, spec } = this.props;
    const container = [...(spec.initContainers ?? []), ...spec.containers].find((one) => one.name === name);
    if (!container) throw new Error(`${this.props.name} has no container ${name}`);
    mkdirSync(this.volumes, { recursive: true });
    const own = mkdtempSync(join(folder, "container-"));
    for (const name of ["root", "curl"]) mkdirSync(join(own, name));
    writeFileSync(join(own, "hosts"), hosts);
    writeFileSync(join(own, "curl", ".curlrc"), curlrc);
    const mounts = [
      [image, "/usr/share/elasticsearch", "rw"],
      [join(own, "hosts"), "/etc/hosts", "ro"],
      [join(own, "curl"), "/usr/share/curl", "ro"],
      ...(container.volumeMounts ?? [])
        .map(({ name: volume, mountPath, readOnly }) => [
          this.folderOf(volume),
          mountPath,
          readOnly === true ? "ro" : "rw",
        ])
        // A folder before what is mounted inside of it.
        .sort(([, a = ""], [, b = ""]) => a.length - b.length),
    ];
    writeFileSync(join(own, "mounts"), mounts.map((mount) => `${mount.join("\t")}\n`).join(""));
    const asUser = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
    return {
      program: "unshare",
      args: [
        ...asUser,
        // Whoever ends it ends all that it has started, as with a container.
        ...["--mount", "--pid", "--fork", "--kill-child"],
        ...[script, join(own, "mounts"), join(own, "root")],
        ...(command ?? [...(container.command ?? []), ...(container.args ?? [])]),
      ],
      env: {
        ...this.variables(container),
        CURL_HOME: "/usr/share/curl",
        PATH: `/usr/share/elasticsearch/bin:${process.env["PATH"] ?? ""}`,
      },
    };
  }

  private variables({ env = [] }: k8s.Container): Record<string, string> {
    const fields: Readonly<Record<string, string>> = {
      "metadata.name": this.props.name,
      "spec.nodeName": this.props.nodeName,
    };
    const valueOf = ({ name, value, valueFrom }: k8s.EnvVar) => {
      const { fieldRef, secretKeyRef } = valueFrom ?? {};
      const found =
        value ??
        (fieldRef && fields[fieldRef.fieldPath]) ??
        (secretKeyRef && this.props.content.secret(secretKeyRef.name ?? "")?.[secretKeyRef.key]);
      if (found === undefined) throw new Error(`${this.props.name}: nothing gives ${name} a value`);
      return found;
    };
    return Object.fromEntries(env.map((variable) => [variable.name, valueOf(variable)]));
  }

  /** The folder of a volume, with what is in it at this moment. */
  folderOf(name: string): string {
    const { claims = {}, content, spec } = this.props;
    const claim = claims[name];
    if (claim !== undefined) return claim;
    const volume = spec.volumes?.find((one) => one.name === name);
    if (!volume) throw new Error(`${this.props.name} has no volume ${name}`);
    const folder = join(this.volumes, name);
    if (volume.emptyDir) {
      mkdirSync(folder, { recursive: true });
      return folder;
    }
    const { configMap, secret, projected } = volume;
    const files = configMap
      ? (content.configMap(configMap.name ?? "") ?? (configMap.optional ? {} : undefined))
      : secret
        ? content.secret(secret.secretName ?? "")
        : projected && content.serviceAccount;
    if (!files) throw new Error(`${this.props.name}: nothing fills volume ${name}`);
    const items = (configMap ?? secret)?.items;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) if (!(file in files)) rmSync(join(folder, file));
    for (const [file, text] of Object.entries(files))
      if (!items || items.some(({ key }) => key === file)) replaceFile(join(folder, file), text);
    return folder;
  }
}

/** Whole or not at all, as the kubelet does it: a program that watches the file must not read half of it. */
function replaceFile(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  const draft = join(dirname(path), `..${basename(path)}`);
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/** A text as a word of the shell. */
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
