import type { App } from "cdk8s";
import { Prerequisite } from "../kubernetes/prerequisite";
import type { Fault } from "../validation/fault";
import { checkManifests } from "./check-manifests";
import { manifestsOf } from "./manifests-of";

/** Everything that is wrong with an environment's constructs and with the objects that they make. */
export function checkApp(environment: string, app: App): Fault[] {
  return [
    ...app.node
      .findAll()
      .flatMap(({ node }) =>
        node.validate().map((remedy) => ({ path: `${environment}: ${node.path}`, remedy })),
      ),
    ...checkManifests(
      environment,
      manifestsOf(app).map(({ manifest }) => manifest),
      Prerequisite.allOf(app),
    ),
  ];
}
