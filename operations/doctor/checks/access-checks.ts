import { describe } from "../../../lib/synth/manifest";
import type { Patient } from "../check";
import { type Finding, fail, must, pass, unknown, worst } from "../finding";

const reviewed = new Set([
  ...["NetworkPolicy", "CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"],
  ...["Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
]);

/** What people reviewed is what is committed: the question left is whether the cluster still has it. */
export async function accessAsReviewed({ kubectl, manifests }: Patient): Promise<Finding> {
  const objects = manifests.manifests.filter(({ kind }) => reviewed.has(kind));
  const remedy = "deploy.sh preview shows it, apply puts it back.";
  const findings = await Promise.all(
    objects.map(async (wanted) => {
      const live = await kubectl.get(wanted.kind, wanted.metadata);
      const id = describe(wanted);
      if (!live) return fail(`${id} is gone`, remedy);
      const fields = ["spec", "rules", "subjects", "roleRef"];
      const same = fields.every((field) => contains(live[field], wanted[field]));
      return must(same, `${id} was changed by hand`, remedy);
    }),
  );
  return worst(findings, `${String(objects.length)} objects as reviewed`);
}

/** True where the live value says all that was wanted; the server may add defaults to objects, but not items to lists. */
function contains(live: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    if (wanted.length === 0) return live === undefined || (Array.isArray(live) && live.length === 0);
    return (
      Array.isArray(live) &&
      live.length === wanted.length &&
      wanted.every((item, i) => contains(live[i], item))
    );
  }
  if (typeof wanted === "object" && wanted !== null) {
    return Object.entries(wanted).every(([key, value]) =>
      contains((live as Record<string, unknown> | undefined)?.[key], value),
    );
  }
  return live === wanted;
}

export async function onCallIsReached({ kubectl, prometheus, manifests }: Patient): Promise<Finding> {
  const secret = manifests.prerequisites.find(
    ({ kind, name }) => kind === "secret" && name === "alertmanager-secrets",
  );
  if (secret) {
    const found = ["get", "secret", secret.name, "-n", secret.namespace, "--ignore-not-found"];
    const template = "go-template={{range $key, $value := .data}}{{$key}} {{end}}";
    const keys = await kubectl.output([...found, "-o", template]);
    const missing = secret.detail.split(",").filter((key) => !keys.split(" ").includes(key));
    if (missing.length > 0) {
      return fail(`Secret ${secret.name} lacks ${missing.join(", ")}`, "See docs/security/secrets.md.");
    }
  }
  const pages = await prometheus.value(
    'sum(increase(alertmanager_notifications_total{integration="pagerduty"}[14d]))',
  );
  const remedy = "Send a test page and see who answers: docs/operations/on-call.md.";
  return (pages ?? 0) > 0
    ? pass("a page was delivered within 14 days")
    : unknown("no page was delivered within 14 days, so nobody knows who would answer", remedy);
}
