import { readFileSync } from "node:fs";
import { createTwoFilesPatch } from "diff";
import { type Check, type SeededMistake, mistake } from "../check";
import { connectivity as connectivityOf } from "../connectivity/connections";
import { connectivityReport, currentConnectivity, reportFile } from "../connectivity/connectivity-report";
import { sampleDeployment } from "../sample-deployment";
import type { Peer } from "../../operations/facts/network-policy";
import type { Manifest } from "../../lib/synth/manifest";

/** Who may talk to whom is what the committed report says, so that a reviewer sees every change of it. */
export const connectivity: Check = {
  name: "connectivity",
  proves: "who may talk to whom, by a network policy analyser, is what docs/connectivity.md says",
  needs: ["kubectl", "netpolicy"],
  run: async () => {
    const environments = await currentConnectivity();
    refuseUnlessCommitted(connectivityReport(environments), readFileSync(reportFile, "utf8"));
    const counts = Object.entries(environments).map(
      ([name, { workloads, connections }]) =>
        `${name} ${workloads.length} workloads, ${connections.length} connections`,
    );
    return counts.join("; ");
  },
  mistakes: [
    refused(
      "a policy that lets every namespace in",
      [{ namespaceSelector: {} }],
      /\+\| elsewhere\/any-other-pod \| a\/a \| TCP 80 \|/,
    ),
    refused(
      "a policy that lets every address in",
      [{ ipBlock: { cidr: "0.0.0.0/0" } }],
      /\+\| any address \| a\/a \| TCP 80 \|/,
    ),
    refused(
      "a policy for pods that nobody runs",
      [{ podSelector: { matchLabels: { app: "client" } } }],
      /names pods in a with app=client: there are none/,
    ),
  ],
};

function refuseUnlessCommitted(report: string, committed: string): void {
  if (report === committed) return;
  const changes = createTwoFilesPatch("", "", committed, report, "", "", { context: 0 });
  throw new Error(`docs/connectivity.md is not up to date: npm run connectivity\n${changes}`);
}

/** A namespace with one policy too wide, against the report of the same namespace with a policy for nobody. */
function refused(what: string, from: readonly Peer[], refusedWith: RegExp): SeededMistake {
  const report = async (peers: readonly Peer[]) =>
    connectivityReport({ staging: await connectivityOf(namespaceWith(peers)) });
  return mistake(what, refusedWith, async () => {
    refuseUnlessCommitted(await report(from), await report([{ ipBlock: { cidr: "192.0.2.1/32" } }]));
  });
}

function namespaceWith(from: readonly Peer[]): Manifest[] {
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "a", labels: { "kubernetes.io/metadata.name": "a" } },
    },
    sampleDeployment({ image: "a:1", ports: [{ containerPort: 80 }] }),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "a", namespace: "a" },
      spec: {
        podSelector: { matchLabels: { app: "a" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from, ports: [{ port: 80, protocol: "TCP" }] }],
      },
    },
  ];
}
