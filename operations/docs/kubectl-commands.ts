/** An object that a command names. */
export interface NamedObject {
  /** In lower case: `deployment`. */
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects of the cluster, and where the command names none. */
  readonly namespace?: string | undefined;
}

const shortNames: Readonly<Record<string, string>> = {
  cm: "configmap",
  deploy: "deployment",
  hpa: "horizontalpodautoscaler",
  ns: "namespace",
  pvc: "persistentvolumeclaim",
  sts: "statefulset",
  svc: "service",
};

/** Namespaces of the cluster's own, and an object, which these manifests count on. */
const ofTheCluster = new Set([
  "v1beta1.metrics.k8s.io",
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

function objectsIn(line: string, kinds: ReadonlySet<string>): NamedObject[] {
  const [own = ""] = line.split(" -- ");
  const words = wordsOf(own).slice(1);
  const option = words.findIndex((word) => word === "-n" || word === "--namespace");
  const namespace = option < 0 ? undefined : words[option + 1];
  // `kubectl create secret generic <name>`: the word between says how it is made. The first word is kubectl's own.
  const [, ...plain] = words
    .filter((word) => word !== "generic")
    .filter((word, i, all) => !word.startsWith("-") && !valueOptions.test(all[i - 1] ?? ""))
    .flatMap((word) => (/^[a-z]+\/[a-z0-9]/.test(word) ? word.split("/") : [word]));
  const objects = plain.flatMap((word, i): NamedObject[] => {
    const [kind, name = ""] = [shortNames[word] ?? word, plain[i + 1]];
    return kinds.has(kind) && /^[a-z0-9][\w.-]*$/.test(name) ? [{ kind, name, namespace }] : [];
  });
  return namespace === undefined || namespace.startsWith("$")
    ? objects
    : [{ kind: "namespace", name: namespace }, ...objects];
}

/** The objects of these kinds that kubectl is asked about in a block of commands, but for those of the cluster itself. */
export function objectsNamed(code: string, kinds: ReadonlySet<string>): NamedObject[] {
  return kubectlLines(code)
    .flatMap((line) => objectsIn(line, kinds))
    .filter(({ name, namespace = name }) => !ofTheCluster.has(namespace));
}
