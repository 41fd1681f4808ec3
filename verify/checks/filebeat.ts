import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Authority } from "../servers/certificates";
import { type BeatsEvent, BeatsReceiver } from "../beats/beats-receiver";
import { ContainerLog } from "../beats/container-log";
import { FilebeatRun } from "../beats/filebeat-run";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";
import { until } from "../until";

/** The real Filebeat ships every line of a container, whatever happens to it, to its receiver and to the file. */
export const filebeat: Check = {
  name: "filebeat",
  proves:
    "Filebeat loses no line when it is killed, its connection breaks and the file is rotated meanwhile, nor when the runtime packs what waits for Logstash, and joins stack traces",
  needs: ["filebeat"],
  run: async () => {
    const { written, arrived, repeated } = await ship(synthesized(), trouble);
    const packed = await ship(synthesized(), packing);
    return (
      `${String(written)} events written, ${String(arrived)} arrived, ${String(repeated)} of them twice and known by their ids; ` +
      `${String(packed.arrived)} of ${String(packed.written)} arrived out of packed files`
    );
  },
  mistakes: [
    mistake("a receiver that loses lines", /never arrived: 1, such as .*000123/, () =>
      ship(synthesized(), trouble, (event) => !event.message.includes("000123")),
    ),
    mistake("a shipper that lets go of a file when the runtime packs it", /never arrived: \d/, () =>
      ship(synthesized().replace("removed: false", "removed: true"), packing),
    ),
    mistake("a shipper that does not join stack traces", /never written: \d/, () =>
      ship(synthesized().replace(/pattern: .*/, 'pattern: "^no line begins so"'), trouble),
    ),
  ],
};

/** filebeat.yml of the first environment; they differ in Logstash's addresses alone. */
function synthesized(): string {
  const [overlay] = overlays();
  const yml = overlay && configMapFiles(overlay.folder, "filebeat", "filebeat-config")["filebeat.yml"];
  if (yml === undefined) throw new Error("dist/ has no filebeat.yml");
  return yml;
}

interface Shipment {
  readonly written: number;
  readonly arrived: number;
  readonly repeated: number;
}

/** What happens while lines are shipped. */
type Story = (log: ContainerLog, run: FilebeatRun, receiver: BeatsReceiver) => Promise<void>;

/** Kills, breaks, rotates and starts again. */
const trouble: Story = async (log, run, receiver) => {
  log.write(400);
  await shipped("the first lines", run, () => receiver.events.length > 100);
  log.write(800);
  await pause(300);
  // In the middle of the second batch: some of it is on its way, none of its positions are written.
  await run.kill();
  log.write(300);
  log.rotate();
  log.write(300);
  run.start();
  await shipped("lines after the restart", run, () => receiver.events.length > 900);
  receiver.breakConnections();
  log.write(200);
};

/** Has files packed that wait to be read, since more was written than Filebeat holds in memory. */
const packing: Story = async (log, run, receiver) => {
  await shipped("the first line", run, () => receiver.events.length > 0);
  const resume = receiver.pause();
  for (let rotation = 0; rotation < 3; rotation++) {
    log.write(6000);
    await pause(3000);
    log.rotate();
  }
  log.write(1);
  await pause(3000);
  resume();
};

/** Ships through a story, then holds what arrived against what was written. */
async function ship(yml: string, story: Story, keeps?: (event: BeatsEvent) => boolean): Promise<Shipment> {
  return withTemporaryFolder(async (folder) => {
    const pod = join(folder, "var/log/pods/fingerprint_fingerprint-api-1_uid/fingerprint-api");
    const containers = join(folder, "var/log/containers");
    mkdirSync(pod, { recursive: true });
    mkdirSync(containers, { recursive: true });
    const file = join(pod, "0.log");
    const log = new ContainerLog(file);
    log.write(1);
    symlinkSync(file, join(containers, "fingerprint-api-1_fingerprint_fingerprint-api-0123.log"));

    const authority = await Authority.create("logging");
    const server = await authority.issue({ commonName: "logstash", names: ["localhost"] });
    const receiver = new BeatsReceiver({
      tls: { ...server, ca: authority.cert },
      ...(keeps && { keeps }),
    });
    const run = new FilebeatRun({
      yml,
      folder,
      port: await receiver.listen(),
      certificate: await authority.issue({ commonName: "filebeat" }),
      authority: authority.cert,
    });
    try {
      run.start();
      await story(log, run, receiver);
      await settled(receiver, log.events.length, run);
      return compare(log.events, receiver.events);
    } finally {
      await run.kill();
      await receiver.close();
    }
  });
}

/** Waits a minute at most, as long as Filebeat runs. */
const shipped = (what: string, run: FilebeatRun, holds: () => boolean) =>
  until(
    () => `Filebeat did not ship ${what} within a minute:\n${run.errors}`,
    60,
    () => {
      run.checkRuns();
      return holds();
    },
  );

/** Waits until all has arrived, or nothing more does for 12 seconds. */
async function settled(receiver: BeatsReceiver, expected: number, run: FilebeatRun): Promise<void> {
  let seen = -1;
  let quiet = 0;
  while (quiet < 12) {
    const different = new Set(receiver.events.map(idOf)).size;
    if (different >= expected && receiver.events.length === seen) return;
    quiet = receiver.events.length === seen ? quiet + 0.5 : 0;
    seen = receiver.events.length;
    run.checkRuns();
    await pause(500);
  }
}

/** What makes a line that is sent twice one document in Elasticsearch. */
const idOf = ({ log, message, "@timestamp": time }: BeatsEvent) =>
  JSON.stringify([log.file.fingerprint, log.offset, time, message]);

const short = (text: string) => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)} …` : text);

function compare(written: readonly string[], events: readonly BeatsEvent[]): Shipment {
  const different = new Map(events.map((event) => [idOf(event), event.message]));
  const arrived = new Set(different.values());
  const expected = new Set(written);
  const lost = written.filter((text) => !arrived.has(text));
  const unknown = [...arrived].filter((text) => !expected.has(text));
  const faults = [
    ...(different.size > written.length
      ? [`${String(different.size - written.length)} repetitions would be stored as new documents`]
      : []),
    ...list(lost, "never arrived"),
    ...list(unknown, "arrived and were never written"),
  ];
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return { written: written.length, arrived: different.size, repeated: events.length - different.size };
}

/** A line on some events, or none. */
const list = (events: readonly string[], what: string) =>
  events.length === 0
    ? []
    : [`${what}: ${String(events.length)}, such as ${events.slice(0, 5).map(short).join(", ")}`];
