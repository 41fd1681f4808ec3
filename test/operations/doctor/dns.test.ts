import { productionChecklist } from "../../../operations/doctor/checklists";
import { examine } from "../../../operations/doctor/examine";
import { type Illness, controllerService, patientWith, sick } from "./fake-cluster";

const mockRecords: Record<string, string[]> = {};

jest.mock("node:dns/promises", () => ({
  Resolver: class {
    resolve4(host: string) {
      const found = mockRecords[host];
      return found ? Promise.resolve(found) : Promise.reject(new Error("ENOTFOUND"));
    }
    resolve6() {
      return Promise.reject(new Error("ENOTFOUND"));
    }
  },
}));

const host = "fingerprint-api.example.com";

async function answerWith(records: Record<string, string[]>, balancers: object[], illness: Illness = {}) {
  for (const name of Object.keys(mockRecords)) delete mockRecords[name];
  Object.assign(mockRecords, records);
  const balanced = sick("Ingress", "fingerprint-api-ingress", { loadBalancer: { ingress: balancers } });
  const checks = productionChecklist.filter(({ id }) => id === "P7");
  const [answer] = await examine(checks, patientWith({ ...balanced, ...illness }));
  return answer;
}

test.each<[string, Record<string, string[]>, object[], string]>([
  ["leads to the balancer's address", { [host]: ["192.0.2.1"] }, [{ ip: "192.0.2.1" }], "pass"],
  [
    "leads to the balancer's name",
    { [host]: ["192.0.2.7"], lb: ["192.0.2.7"] },
    [{ hostname: "lb" }],
    "pass",
  ],
  ["leads elsewhere, such as to a CDN", { [host]: ["198.51.100.1"] }, [{ ip: "192.0.2.1" }], "unknown"],
  ["is not there", {}, [{ ip: "192.0.2.1" }], "fail"],
  ["can't be compared before there is a balancer", { [host]: ["192.0.2.1"] }, [], "fail"],
])("P7: a record that %s", async (_, records, balancers, status) => {
  expect(await answerWith(records, balancers)).toMatchObject({ id: "P7", status });
});

const behind = (service: ReturnType<typeof controllerService>, data?: Record<string, string>) => ({
  "Service ingress-nginx": [service],
  "ConfigMap ingress-nginx": [{ metadata: { name: "ingress-nginx-controller" }, data }],
});
const toPods = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip" };

const [nodes, pods] = [controllerService("Cluster"), controllerService("Cluster", toPods)];

test.each<[string, NonNullable<Illness["lists"]>, string, RegExp]>([
  ["nodes that forward for clients", behind(nodes), "fail", /counts nodes and not clients/],
  ["proxy protocol", behind(nodes, { "use-proxy-protocol": "true" }), "pass", /./],
  ["a balancer that sends to pods", behind(pods), "pass", /./],
  [
    "no Service at all",
    { "Service ingress-nginx": [] },
    "unknown",
    /no Service of ingress-nginx brings clients/,
  ],
])("P7: the rate limit behind %s", async (_, lists, status, found) => {
  const answer = await answerWith({ [host]: ["192.0.2.1"] }, [{ ip: "192.0.2.1" }], { lists });
  expect(answer).toMatchObject({ id: "P7", status, found: expect.stringMatching(found) });
});
