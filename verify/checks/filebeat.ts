import { setTimeout as pause } from "node:timers/promises";
import type { BeatsEvent } from "../beats/beats-receiver";
import { Shipment } from "../beats/shipment";
import { type Check, mistake } from "../check";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";
import { withTemporaryFolder } from "../temporary-folder";

export const filebeat: Check = {
  proves: "Filebeat loses no line over kills, broken connections and rotated files, and joins stack traces",
  needs: ["filebeat"],
  run: async () =>
    `${await ship(synthesized(), trouble)}; out of packed files ${await ship(synthesized(), packing)}`,
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
const synthesized = () =>
  configMapFiles(overlays()[0]!.folder, "filebeat", "filebeat-config")["filebeat.yml"] ?? "";

/** Kills, breaks, rotates and starts again. */
async function trouble(shipment: Shipment): Promise<void> {
  const { log } = shipment;
  log.write(400);
  await shipment.arrived(100);
  shipment.paused = true;
  log.write(800);
  // What has arrived by then nobody has acknowledged.
  await shipment.arrived(shipment.events.length + 1);
  await shipment.kill();
  shipment.paused = false;
  log.write(300);
  log.rotate();
  log.write(300);
  shipment.start();
  await shipment.arrived(900);
  shipment.breakConnections();
  log.write(200);
}

/** Has files packed that wait to be read, since more was written than Filebeat holds in memory. */
async function packing(shipment: Shipment): Promise<void> {
  await shipment.arrived(1);
  shipment.paused = true;
  for (let rotation = 0; rotation < 3; rotation++) {
    shipment.log.write(6000);
    await pause(3000);
    shipment.log.rotate();
  }
  shipment.log.write(1);
  await pause(3000);
  shipment.paused = false;
}

/** Ships through a story, then holds what arrived against what was written. */
const ship = (
  yml: string,
  story: (shipment: Shipment) => Promise<void>,
  keeps: (event: BeatsEvent) => boolean = () => true,
) =>
  withTemporaryFolder(async (folder) => {
    const shipment = new Shipment(folder);
    try {
      shipment.log.write(1);
      await shipment.begin(yml, keeps);
      await story(shipment);
      await shipment.settled();
      return compare(shipment);
    } finally {
      await shipment.end();
    }
  });

/** Rejects with the events that are missing, too many or others. */
function compare({ events, documents, log: { events: written } }: Shipment): string {
  const arrived = new Set(documents.values());
  const expected = new Set(written);
  const lists = {
    "never arrived": written.filter((text) => !arrived.has(text)),
    "arrived and were never written": [...arrived].filter((text) => !expected.has(text)),
    "would be stored again": [...documents.values()].slice(expected.size),
  };
  const faults = Object.entries(lists).filter(([, texts]) => texts.length > 0);
  if (faults.length > 0)
    throw new Error(
      faults
        .map(([what, texts]) => `${what}: ${texts.length}, such as ${texts[0]?.slice(0, 120)}`)
        .join("\n"),
    );
  return `${documents.size} of ${written.length} events arrived, ${events.length - documents.size} of them twice and known by their ids`;
}
