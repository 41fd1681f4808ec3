import { join } from "node:path";
import type { Component } from "../../contracts/component";
import { elasticsearch, fingerprintApi } from "../../contracts/components";
import { dataFile } from "../../verify/data-file";
import { checkEqual } from "../check";
import type { Api } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { apiDeployment } from "../cluster/fingerprint-api";
import { onEach, type Scenario } from "../scenario";

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
  run: onEach(async (cluster) => {
    const accounts = await serviceAccounts(cluster);
    checkEqual(
      accounts.filter((account) => !matrix.needed[account]),
      [],
      "the matrix names the ServiceAccounts that are deployed",
    );
    const more = await conditionalNeeds(cluster);
    const namespaces = [...accounts.map((account) => account.split("/")[0]!), "kube-system", "default"];
    const inNamespaces = matrix.forbiddenInNamespaces.flatMap((question) =>
      namespaces.map((namespace) => `${question} in ${namespace}`),
    );
    const wrong: string[] = [];
    let asked = 0;
    for (const account of accounts) {
      // A need that is named is an exception to the list.
      const needed = new Set([...matrix.needed[account]!, ...(more[account] ?? [])]);
      const questions = [...new Set([...needed, ...inNamespaces, ...matrix.forbidden])];
      asked += questions.length;
      const answers = await Promise.all(questions.map((question) => can(cluster.api, account, question)));
      for (const [i, question] of questions.entries())
        if (answers[i] !== needed.has(question))
          wrong.push(`${account} ${answers[i] ? "can" : "can't"} ${question}`);
    }
    checkEqual(wrong, [], "no ServiceAccount has too few or too many rights");
    return `${cluster.environment}: ${accounts.length} ServiceAccounts, ${asked} questions answered as they should`;
  }),
};

/** What accounts need only where the environment says so. */
async function conditionalNeeds(cluster: Cluster): Promise<Readonly<Record<string, Questions>>> {
  const accountOf = ({ namespace, name }: Component) => `${namespace}/${name}`;
  const settings = await cluster.configMap(elasticsearch.namespace, `${elasticsearch.name}-config`);
  const knowsZones = JSON.stringify(settings).includes("allocation.awareness.attributes");
  const { automountServiceAccountToken } = (await cluster.api.get(apiDeployment))["spec"].template.spec;
  return {
    [accountOf(elasticsearch)]: knowsZones ? matrix.neededForZones : [],
    [accountOf(fingerprintApi)]: automountServiceAccountToken ? matrix.neededWithToken : [],
  };
}

/** The environment's ServiceAccounts, and the one that pods get which name none. */
async function serviceAccounts(cluster: Cluster): Promise<string[]> {
  const own = await cluster.declared("/api/v1/serviceaccounts");
  const namespaces = await cluster.declared("/api/v1/namespaces");
  return [
    ...own.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    ...namespaces.map(({ metadata }) => `${metadata.name}/default`),
  ].sort();
}

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
