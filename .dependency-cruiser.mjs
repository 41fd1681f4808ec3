/**
 * Imports run one way: a room imports only from rooms above it in this list.
 *
 * The program comes first, from what all share down to its root; what stands
 * beside it imports it and is never imported by it.
 */
const rooms = [
  "imports/|lib/[^/]+[.]ts",
  "contracts/",
  "lib/validation/",
  "lib/kubernetes/",
  "lib/(fingerprint-api|synth)/|monitoring/|logging/",
  "environments/",
  "main[.]ts",
  "test/environments/",
  "operations/",
  "verify/",
  "e2e/",
  "test/(?!environments/)|bench/",
];

/** Rooms of one line that know nothing of each other. */
const strangers = ["lib/fingerprint-api/", "lib/synth/", "monitoring/", "logging/"];

const at = (room) => `^(${room})`;

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...rooms.slice(0, -1).map((room, i) => ({
      name: `nothing-below-${room.replaceAll(/[^a-z]+/g, "-").replace(/^-|-$/g, "")}`,
      severity: "error",
      from: { path: at(room) },
      to: { path: rooms.slice(i + 1).map(at) },
    })),
    ...strangers.map((room) => ({
      name: `${room.split("/").at(-2)}-knows-no-neighbour`,
      severity: "error",
      from: { path: at(room) },
      to: { path: strangers.filter((other) => other !== room).map(at) },
    })),
    {
      name: "tools-stand-alone",
      comment: "tools/ installs programs, and knows nothing of what they are run on",
      severity: "error",
      from: { path: "^tools/" },
      to: { path: rooms.slice(1).map(at) },
    },
    {
      name: "tools-are-for-proof",
      severity: "error",
      from: { path: rooms.slice(0, rooms.indexOf("operations/")).map(at) },
      to: { path: "^tools/" },
    },
    {
      name: "tests-count-on-examples",
      comment: "An edit in environments/ breaks no test: test/live/ alone looks at what stands there",
      severity: "error",
      from: { path: "^(test/(?!live/)|bench/|verify/variants/)" },
      to: { path: "^(environments/[^/]+[.]ts|operations/manifests/read-dist[.]ts)$" },
    },
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(node_modules|dist)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
