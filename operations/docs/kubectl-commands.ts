/** An object that a command names. */
export interface NamedObject {
  /** In singular, as manifests write it: `Deployment`. */
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects of the cluster, and where the command names none. */
  readonly namespace: string | undefined;
}

const kinds: Readonly<Record<string, string>> = {
  certificate: "Certificate",
  cm: "ConfigMap",
  configmap: "ConfigMap",
  cronjob: "CronJob",
  daemonset: "DaemonSet",
  deploy: "Deployment",
  deployment: "Deployment",
  horizontalpodautoscaler: "HorizontalPodAutoscaler",
  hpa: "HorizontalPodAutoscaler",
  ingress: "Ingress",
  job: "Job",
  namespace: "Namespace",
  networkpolicy: "NetworkPolicy",
  ns: "Namespace",
  persistentvolumeclaim: "PersistentVolumeClaim",
  pod: "Pod",
  pvc: "PersistentVolumeClaim",
  secret: "Secret",
  service: "Service",
  serviceaccount: "ServiceAccount",
  statefulset: "StatefulSet",
  sts: "StatefulSet",
  svc: "Service",
};

/** Objects of the cluster's own, which these manifests count on. */
const namespacesOfTheCluster = new Set([
  "kube-system",
  "ingress-nginx",
  "cert-manager",
  "argocd",
  "flux-system",
]);

const valueOptions =
  /^(-n|--namespace|-o|--output|-l|--selector|-c|--container|--type|-p|--patch|--as|--context)$/;

/** The words of a command, as a shell would hand them over. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"),
  );
}

/** Every command line of a block that runs kubectl, continued lines joined. */
export function kubectlLines(code: string): string[] {
  return (
    code
      .replaceAll(/\\\n\s*/g, " ")
      .split("\n")
      .flatMap((line) => line.split(/\s(?:\||&&|;)\s|;\s+do\s/))
      // `POD=$(kubectl get …)`
      .map((part) => part.trim().replace(/^\w+=\$\((.*?)\)?$/, "$1"))
      .filter((part) => part.startsWith("kubectl "))
  );
}

function objectsIn(line: string): NamedObject[] {
  const [own = ""] = line.split(" -- ");
  const words = wordsOf(own).slice(1);
  const namespace = words[words.findIndex((word) => word === "-n" || word === "--namespace") + 1];
  const inNamespace = words.includes("-n") || words.includes("--namespace") ? namespace : undefined;
  // `kubectl create secret generic <name>`: the word between says how it is made.
  const plain = words
    .filter((word) => word !== "generic")
    .filter((word, i) => !word.startsWith("-") && !valueOptions.test(words[i - 1] ?? ""));
  const objects = plain.flatMap((word, i): NamedObject[] => {
    const slash = /^([a-z]+)\/([a-z0-9][\w.-]*)$/.exec(word);
    if (slash) {
      const kind = kinds[slash[1] ?? ""];
      return kind === undefined ? [] : [{ kind, name: slash[2] ?? "", namespace: inNamespace }];
    }
    const kind = kinds[word];
    const name = plain[i + 1];
    // The first word is kubectl's own, such as `get`.
    if (kind === undefined || i === 0 || name === undefined || !/^[a-z0-9][\w.-]*$/.test(name)) return [];
    return [{ kind, name, namespace: inNamespace }];
  });
  return inNamespace === undefined || inNamespace.startsWith("$")
    ? objects
    : [{ kind: "Namespace", name: inNamespace, namespace: undefined }, ...objects];
}

/** The objects that kubectl is asked about in a block of commands, but for those of the cluster itself. */
export function objectsNamed(code: string): NamedObject[] {
  return kubectlLines(code)
    .flatMap(objectsIn)
    .filter(({ kind, name, namespace }) =>
      kind === "Namespace" ? !namespacesOfTheCluster.has(name) : !namespacesOfTheCluster.has(namespace ?? ""),
    );
}
