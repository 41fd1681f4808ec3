export interface ProvenanceProps {
  /** Name of the artifact, without a tag: `ghcr.io/acme/fingerprint/production`. */
  readonly artifact: string;
  /** Digest of the artifact's manifest: `sha256:…`. */
  readonly digest: string;
  readonly environment: string;
  readonly version: string;
  /** The repository that it was made from, and the commit in it. */
  readonly source: string;
  readonly commit: string;
  /** Who made it, as a URI, such as the workflow's. */
  readonly builder: string;
}

/** Who made an artifact from what: an in-toto statement in the form of SLSA 1.0. */
export function provenance(props: ProvenanceProps) {
  const [algorithm = "", hash = ""] = props.digest.split(":");
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: props.artifact, digest: { [algorithm]: hash } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: `${props.source}#operations/release`,
        externalParameters: { environment: props.environment, version: props.version },
        resolvedDependencies: [{ uri: `git+${props.source}`, digest: { gitCommit: props.commit } }],
      },
      runDetails: { builder: { id: props.builder } },
    },
  };
}
