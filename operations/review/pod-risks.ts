import type { k8s } from "cdk8s-plus-28";
import { exceptionPrefix } from "../../lib/kubernetes/pod-template";
import { cores, toBytes } from "../../lib/validation/quantity";
import { type Manifest, podTemplateOf } from "../../lib/synth/manifest";
import { type RiskRule, caution, danger, ofField, show, whenGone } from "./risk";

/** cdk8s writes two fields in its own way. */
type PodSpec = k8s.PodSpec & { readonly hostPID?: boolean; readonly hostIPC?: boolean };

/** In which ways a pod reaches beyond itself. */
function openings(manifest: Manifest | undefined): string[] {
  const spec = (manifest && podTemplateOf(manifest)?.spec) as PodSpec | undefined;
  if (!spec) return [];
  const ofContainer = ({ name, securityContext = {} }: k8s.Container) => [
    ...(securityContext.privileged ? [`${name} is privileged`] : []),
    ...(securityContext.allowPrivilegeEscalation === false ? [] : [`${name} may gain privileges`]),
    ...(securityContext.readOnlyRootFilesystem ? [] : [`${name} may write to its root filesystem`]),
    ...(securityContext.runAsNonRoot === false || securityContext.runAsUser === 0
      ? [`${name} may run as root`]
      : []),
    ...(securityContext.capabilities?.add ?? []).map((capability) => `${name} has capability ${capability}`),
  ];
  return [
    ...(spec.hostNetwork ? ["shares the node's network"] : []),
    ...(spec.hostPID ? ["sees the node's processes"] : []),
    ...(spec.hostIPC ? ["shares the node's memory segments"] : []),
    ...(spec.automountServiceAccountToken === false ? [] : ["holds a token for the Kubernetes API"]),
    ...(spec.volumes ?? []).flatMap(({ hostPath }) =>
      hostPath ? [`mounts ${hostPath.path} of the node`] : [],
    ),
    ...[...(spec.initContainers ?? []), ...spec.containers].flatMap(ofContainer),
  ];
}

const opens: RiskRule = ({ before, after }) => {
  const old = new Set(openings(before));
  return openings(after)
    .filter((opening) => !old.has(opening))
    .map((opening) => (before ? danger(opening) : caution(opening)));
};

/** Pods name the settings by which their program keeps less than this repository promises, with the reason. */
const overrides: RiskRule = ({ before, after }) => {
  const annotations = (manifest?: Manifest) => (manifest && podTemplateOf(manifest)?.annotations) ?? {};
  const old = annotations(before);
  return Object.entries(annotations(after))
    .filter(([key, why]) => key.startsWith(exceptionPrefix) && key.endsWith(".settings") && old[key] !== why)
    .map(([, why]) => danger(`keeps less than this repository promises: ${why}`));
};

/** An image without its tag and digest. */
const sourceOf = (image: unknown) => String(image).replace(/(:[^/:@]+)?(@.+)?$/, "");

/** A tag's numbers, where it has some: `v1.2.3` is 1, 2, 3. */
const versionOf = (image: unknown) =>
  (/:v?(\d+(?:\.\d+)+)/.exec(String(image))?.[1] ?? "").split(".").map(Number);

/** Negative where the first is older. */
function compareVersions(one: readonly number[], other: readonly number[]): number {
  const i = one.findIndex((number, i) => number !== other[i]);
  return i < 0 ? 0 : (one[i] ?? 0) - (other[i] ?? 0);
}

/** Risks of pods. */
export const podRisks: readonly RiskRule[] = [
  opens,
  overrides,
  ofField(/resources\.(limits|requests)\.(cpu|memory)$/, ({ path, before, after }, bounds, resource) => {
    const read = resource === "cpu" ? cores : toBytes;
    if (!(read(show(after)) < read(show(before)))) return false;
    const what = `${resource} ${bounds} go down: ${show(before)} → ${show(after)}`;
    return path.endsWith("limits.memory") ? danger(`${what}: a pod above it is killed`) : caution(what);
  }),
  whenGone(/\.resources(\.limits(\.memory)?)?$/, "one pod may take all of its node's memory"),
  whenGone(/\.(liveness|readiness|startup)Probe$/, "the kubelet no longer notices"),
  ofField(/\.image$/, ({ before, after }) => {
    if (before === undefined || after === undefined) return false;
    const change = `${show(before)} → ${show(after)}`;
    if (sourceOf(before) !== sourceOf(after)) return caution(`an image from elsewhere: ${change}`);
    const [was, is] = [versionOf(before), versionOf(after)];
    if (compareVersions(is, was) < 0)
      return caution(`an older version: ${change}. What it stored may be too new for it`);
    return was[0] !== is[0] && caution(`a new major version: ${change}. Read its upgrade notes`);
  }),
];
