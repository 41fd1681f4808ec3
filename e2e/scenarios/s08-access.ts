import type { Component } from "../../contracts/component";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Api } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { apiDeployment } from "../cluster/fingerprint-api";
import type { Scenario } from "../scenario";
import { access, accessToZones, accessWithToken, attributes, forbidden } from "./s08-access-matrix";

export const s08Access: Scenario = {
  id: "S8",
  title: "each ServiceAccount can do what it needs, and nothing of a list of forbidden things",
  timeLimit: 200,
  anyCluster: true,
  async run({ cluster, environments }) {
    const lines: string[] = [];
    for (const environment of environments)
      lines.push(`${environment}: ${await checkAccess(await cluster(environment))}`);
    return lines.join("; ");
  },
};

async function checkAccess(cluster: Cluster): Promise<string> {
  const accounts = await serviceAccounts(cluster);
  const settings = await cluster.configMap(elasticsearch.namespace, `${elasticsearch.name}-config`);
  const knowsZones = JSON.stringify(settings).includes("allocation.awareness.attributes");
  const { automountServiceAccountToken } = (await cluster.api.get(apiDeployment))["spec"].template.spec;
  const more: Readonly<Record<string, readonly string[]>> = {
    [accountOf(elasticsearch)]: knowsZones ? accessToZones : [],
    [accountOf(fingerprintApi)]: automountServiceAccountToken ? accessWithToken : [],
  };
  checkEqual(
    accounts.filter((account) => !access[account]),
    [],
    "the matrix names the ServiceAccounts that are deployed",
  );
  const namespaces = [...accounts.map((account) => account.split("/")[0]!), "kube-system", "default"];
  const questions = new Set(
    namespaces.flatMap((namespace) => forbidden.map((line) => line.replace("NAMESPACE", namespace))),
  );
  let allowed = 0;
  let refused = 0;
  const wrong: string[] = [];
  for (const account of accounts) {
    const needed = [...access[account]!, ...(more[account] ?? [])];
    // A need that is named is an exception to the list.
    const others = [...questions].filter((question) => !needed.includes(question));
    const ask = async (question: string) => [question, await can(cluster.api, account, question)] as const;
    for (const [question, yes] of await Promise.all(needed.map(ask)))
      if (!yes) wrong.push(`${account} can't ${question}`);
    for (const [question, yes] of await Promise.all(others.map(ask)))
      if (yes) wrong.push(`${account} can ${question}`);
    allowed += needed.length;
    refused += others.length;
  }
  checkEqual(wrong, [], "no ServiceAccount has too few or too many rights");
  check(allowed > 0 && refused > 0, "something was asked");
  return `${accounts.length} ServiceAccounts, ${allowed} rights there, ${refused} forbidden ones refused`;
}

const accountOf = ({ namespace, name }: Component) => `${namespace}/${name}`;

/** The environment's ServiceAccounts, and the one that pods get which name none. */
async function serviceAccounts({ api, environment }: Cluster): Promise<string[]> {
  const selector = encodeURIComponent(`app.kubernetes.io/part-of=fingerprint,environment=${environment}`);
  const own = await api.list(`/api/v1/serviceaccounts?labelSelector=${selector}`);
  const namespaces = await api.list(`/api/v1/namespaces?labelSelector=${selector}`);
  return [
    ...own.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ...namespaces.map(({ metadata }) => `${metadata.name}/default`),
  ].sort();
}

/** What `kubectl auth can-i --as` asks: whether the account may do it. */
async function can(api: Api, account: string, question: string): Promise<boolean> {
  const [namespace, name] = account.split("/");
  const review = await api.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      ...attributes(question),
    },
  });
  return review["status"].allowed;
}
