import { runFunctions } from "./run-functions";

/** What a cluster has: its nodes, the note of the bootstrap Job, and what Elasticsearch answers. */
interface Live {
  readonly nodes?: number;
  readonly note?: string;
  /** Nodes of the shards, a line each. @default Elasticsearch does not answer */
  readonly shards?: readonly string[];
  readonly withoutVote?: readonly string[];
}

/** What preflight says of this many declared nodes. */
function preflightOf(declared: number, { nodes, note = "", shards, withoutVote = [] }: Live) {
  const voting_config_exclusions = withoutVote.map((node_name) => ({ node_name }));
  const exclusions = JSON.stringify({ metadata: { cluster_coordination: { voting_config_exclusions } } });
  const { status, stdout } = runFunctions({
    parts: ["remedies"],
    files: { answer: [...(shards ?? []), withoutVote.length > 0 ? exclusions : "{}"].join("\n") },
    kubectl: `
      case "$*" in
        *"get statefulset elasticsearch --namespace=logging"*) printf '%s' '${nodes ?? ""}' ;;
        *"get configmap elasticsearch-formation --namespace=logging"*) printf '%s' '${note}' ;;
        *"exec elasticsearch-0 --namespace=logging"*)
          ${shards ? 'cat "$WORK/answer"' : "echo 'error: pod elasticsearch-0 is not running' >&2; return 1"} ;;
        *) echo "error: not asked for: $*" >&2; return 1 ;;
      esac`,
    script: `check elasticsearch logging elasticsearch ${declared} 'nodes keep shards and votes'`,
  });
  expect(status).toBe(0);
  return stdout;
}

const first = ["elasticsearch-0", "elasticsearch-0", ""];
const leaving = ["elasticsearch-1", "elasticsearch-2"];
const moving = "elasticsearch-0 -> 10.0.0.7 q1w2e3 elasticsearch-1";
const three = ["elasticsearch-0", ...leaving];
const nine = Array.from({ length: 9 }, (_, i) => `elasticsearch-${i + 3}`);

test.each<[string, number, Live]>([
  ["the first apply", 3, {}],
  ["as many nodes as before, though Elasticsearch does not answer", 3, { nodes: 3 }],
  ["three of one that is noted as a cluster", 3, { nodes: 1, note: "uuid" }],
  ["one of three, whose shards and votes have left", 1, { nodes: 3, shards: first, withoutVote: leaving }],
  ["three of twelve, with names that begin alike", 3, { nodes: 12, shards: three, withoutVote: nine }],
])("%s goes through", (_, declared, live) => {
  expect(preflightOf(declared, live)).toBe("");
});

test.each<[string, number, Live, string]>([
  ["one of three", 1, { nodes: 3, shards: [...first, ...leaving] }, "elasticsearch-1 elasticsearch-2"],
  [
    "a shard stays on a node that leaves",
    1,
    { nodes: 3, shards: [...first, "elasticsearch-2"], withoutVote: leaving },
    "those that leave: elasticsearch-2\n",
  ],
  [
    "a shard is on its way to one",
    1,
    { nodes: 3, shards: [moving], withoutVote: leaving },
    "those that leave: elasticsearch-1\n",
  ],
  [
    "a vote stays",
    1,
    { nodes: 3, shards: first, withoutVote: ["elasticsearch-1"] },
    "those that leave: elasticsearch-2\n",
  ],
  ["Elasticsearch does not answer", 1, { nodes: 3 }, "elasticsearch-0 is not running"],
  ["three of one that is no cluster yet", 3, { nodes: 1 }, "new ones could form another"],
])("%s is refused with where the way is", (_, declared, live, problem) => {
  const said = preflightOf(declared, live);
  expect(said).toContain(`  x Elasticsearch of ${declared} node`);
  expect(said).toContain(problem);
  expect(said).toContain("remedy: do first what docs/operations/elasticsearch.md says");
});
