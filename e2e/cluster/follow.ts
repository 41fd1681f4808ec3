import type { Api, KubeObject } from "./api";

/** The objects of one kind as they are now, kept up to date by a watch. */
export class Follower {
  private readonly byUid = new Map<string, KubeObject>();
  private readonly end = new AbortController();
  private failure: Error | undefined;

  private constructor(private readonly onChange: (objects: readonly KubeObject[]) => void) {}

  /**
   * Follows what `path` lists, such as `/api/v1/namespaces/x/pods?labelSelector=a%3Db`.
   * `onChange` sees all of them after every single change: no state in between is missed.
   */
  static async start(
    api: Api,
    path: string,
    onChange: (objects: readonly KubeObject[]) => void = () => undefined,
  ): Promise<Follower> {
    const follower = new Follower(onChange);
    const list = await api.get(path);
    for (const object of list["items"]) follower.byUid.set(object.metadata.uid, object);
    onChange(follower.objects);
    const separator = path.includes("?") ? "&" : "?";
    void follower.follow(api, `${path}${separator}resourceVersion=${list.metadata["resourceVersion"]}`);
    return follower;
  }

  get objects(): readonly KubeObject[] {
    return [...this.byUid.values()];
  }

  /** Stops watching. Throws if the watch had broken before, since states may have been missed then. */
  stop(): void {
    this.end.abort();
    if (this.failure !== undefined) throw new Error(`a watch broke: ${this.failure.message}`);
  }

  private async follow(api: Api, path: string): Promise<void> {
    try {
      for await (const { type, object } of api.watch(path, this.end.signal)) {
        if (type === "DELETED") this.byUid.delete(object.metadata["uid"]);
        else this.byUid.set(object.metadata["uid"], object);
        this.onChange(this.objects);
      }
      if (!this.end.signal.aborted) this.failure = new Error("the server closed it");
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}
