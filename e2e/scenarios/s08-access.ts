import { check, checkEqual } from "../check";
import type { Api } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import type { Scenario } from "../scenario";
import { type Access, access, forbidden, parseAccess } from "./s08-access-matrix";

export const s08Access: Scenario = {
  id: "S8",
  title: "each ServiceAccount can do what it needs, and nothing of a list of forbidden things",
  timeLimit: 90,
  anyCluster: true,
  async run({ cluster, environments }) {
    const environment = await cluster(environments[0]!);
    const accounts = await serviceAccounts(environment);
    checkEqual(
      accounts,
      Object.keys(access).sort(),
      "the matrix names exactly the ServiceAccounts that are deployed",
    );
    const namespaces = [
      ...new Set([...accounts.map((account) => account.split("/")[0]!), "kube-system", "default"]),
    ];
    let allowedCount = 0;
    let refusedCount = 0;
    const wrong: string[] = [];
    for (const account of accounts) {
      const needed = access[account]!.map(parseAccess);
      const refused = namespaces
        .flatMap((namespace) => forbidden.map((line) => parseAccess(line.replace("NAMESPACE", namespace))))
        // A need that is named is an exception to the list.
        .filter((question) => !needed.some((need) => covers(need, question)));
      for (const question of needed)
        if (!(await can(environment.api, account, question))) wrong.push(`${account} can't ${question.text}`);
      const answers = await Promise.all(
        refused.map(async (question) => ({
          question,
          answer: await can(environment.api, account, question),
        })),
      );
      wrong.push(
        ...answers.filter(({ answer }) => answer).map(({ question }) => `${account} can ${question.text}`),
      );
      allowedCount += needed.length;
      refusedCount += refused.length;
    }
    checkEqual(wrong, [], "no ServiceAccount has too few or too many rights");
    check(allowedCount > 0 && refusedCount > 0, "something was asked");
    return `${accounts.length} ServiceAccounts: ${allowedCount} rights there, ${refusedCount} forbidden ones refused`;
  },
};

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

const covers = (need: Access, question: Access) => need.text === question.text;

/** What `kubectl auth can-i --as` asks: whether the account may do it. */
async function can(api: Api, account: string, { attributes }: Access): Promise<boolean> {
  const [namespace, name] = account.split("/");
  const review = await api.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      ...attributes,
    },
  });
  return review["status"].allowed;
}
