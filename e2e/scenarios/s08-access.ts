import { join } from "node:path";
import type { Component } from "../../contracts/component";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { check, checkEqual } from "../check";
import type { Api } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { apiDeployment } from "../cluster/fingerprint-api";
import type { Scenario } from "../scenario";
import { dataFile } from "../../verify/data-file";

type Questions = readonly string[];

const matrix = dataFile(join(__dirname, "s08-access.yaml")) as {
  readonly needed: Readonly<Record<string, Questions>>;
  readonly neededForZones: Questions;
  readonly neededWithToken: Questions;
  readonly forbiddenInNamespaces: Questions;
  readonly forbidden: Questions;
};

export const s08Access: Scenario = {
  id: "S8",
  title: "each ServiceAccount can do what it needs, and nothing of a list of forbidden things",
  timeLimit: 200,
  anyCluster: true,
  async run({ clusters }) {
    return (await Promise.all(clusters.map(checkAccess))).join("; ");
  },
};

async function checkAccess(cluster: Cluster): Promise<string> {
  const accounts = await serviceAccounts(cluster);
  const settings = await cluster.configMap(elasticsearch.namespace, `${elasticsearch.name}-config`);
  const knowsZones = JSON.stringify(settings).includes("allocation.awareness.attributes");
  const { automountServiceAccountToken } = (await cluster.api.get(apiDeployment))["spec"].template.spec;
  const more: Readonly<Record<string, Questions>> = {
    [accountOf(elasticsearch)]: knowsZones ? matrix.neededForZones : [],
    [accountOf(fingerprintApi)]: automountServiceAccountToken ? matrix.neededWithToken : [],
  };
  checkEqual(
    accounts.filter((account) => !matrix.needed[account]),
    [],
    "the matrix names the ServiceAccounts that are deployed",
  );
  const namespaces = [...accounts.map((account) => account.split("/")[0]!), "kube-system", "default"];
  const questions = new Set([
    ...namespaces.flatMap((namespace) =>
      matrix.forbiddenInNamespaces.map((question) => `${question} in ${namespace}`),
    ),
    ...matrix.forbidden,
  ]);
  let allowed = 0;
  let refused = 0;
  const wrong: string[] = [];
  for (const account of accounts) {
    const needed = [...matrix.needed[account]!, ...(more[account] ?? [])];
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
  return `${cluster.environment}: ${accounts.length} ServiceAccounts, ${allowed} rights there, ${refused} forbidden ones refused`;
}

const accountOf = ({ namespace, name }: Component) => `${namespace}/${name}`;

/** The environment's ServiceAccounts, and the one that pods get which name none. */
async function serviceAccounts(cluster: Cluster): Promise<string[]> {
  const own = await cluster.declared("/api/v1/serviceaccounts");
  const namespaces = await cluster.declared("/api/v1/namespaces");
  return [
    ...own.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ...namespaces.map(({ metadata }) => `${metadata.name}/default`),
  ].sort();
}

/** The attributes of a SubjectAccessReview for a question of the matrix. */
function attributes(question: string): object {
  const parts = /^(?<verb>\S+) (?<what>\S+)(?: in (?<namespace>\S+))?$/.exec(question)?.groups;
  if (!parts) throw new Error(`not a question of the access matrix: ${question}`);
  const { verb, what = "", namespace } = parts;
  if (what.startsWith("/")) return { nonResourceAttributes: { verb, path: what } };
  const [path = "", name] = what.split("/");
  const [qualified = "", subresource] = path.split(":");
  const [resource, ...group] = qualified.split(".");
  return { resourceAttributes: { verb, resource, group: group.join("."), subresource, name, namespace } };
}

/** What `kubectl auth can-i --as` asks: whether the account may do it. */
async function can(api: Api, account: string, question: string): Promise<boolean> {
  const [namespace, name] = account.split("/");
  const review = await api.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    spec: {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      ...attributes(question),
    },
  });
  return review["status"].allowed;
}
