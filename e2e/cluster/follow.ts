import { messageOf } from "../../lib/message-of";
import type { Api, KubeObject } from "./api";

/**
 * Follows what `path` lists, such as `/api/v1/namespaces/x/pods?labelSelector=a%3Db`.
 *
 * @param onChange sees all of the objects after every single change: no state in between is missed
 * @returns the objects as they are now, and what stops following; it throws if states may have been missed before
 */
export async function follow(
  api: Api,
  path: string,
  onChange: (objects: readonly KubeObject[]) => void = () => undefined,
) {
  const list = await api.get(path);
  const byUid = new Map<string, KubeObject>();
  for (const object of list["items"]) byUid.set(object.metadata.uid, object);
  const objects = (): readonly KubeObject[] => [...byUid.values()];
  const end = new AbortController();
  let failure: string | undefined;
  const watch = async () => {
    for await (const { type, object } of api.watch(path, list.metadata["resourceVersion"], end.signal)) {
      if (type === "DELETED") byUid.delete(object.metadata["uid"]);
      else byUid.set(object.metadata["uid"], object);
      onChange(objects());
    }
    throw new Error("the server closed it");
  };
  onChange(objects());
  watch().catch((error: unknown) => {
    failure = messageOf(error);
  });
  const stop = () => {
    if (failure !== undefined && !end.signal.aborted) throw new Error(`a watch broke: ${failure}`);
    end.abort();
  };
  return { objects, stop };
}
