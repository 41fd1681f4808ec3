import { join } from "node:path";
import type { EnvironmentProps } from "../../environments/shape/environment";
import { messageOf } from "../../lib/message-of";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { render } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";

/** The objects of an environment that is not committed, as YAML documents. Rejects, naming the variant, where it is not valid. */
export function renderVariant(variant: string, props: EnvironmentProps): Promise<string> {
  return withTemporaryFolder((folder) => {
    try {
      synthesizeEnvironment(props, folder);
    } catch (error) {
      throw new Error(`${variant}: ${messageOf(error)}`, { cause: error });
    }
    return render(join(folder, props.name));
  });
}
