import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** An event that must arrive: one line, or a line with the stack trace that belongs to it. */
function eventText(number: number): string {
  const id = String(number).padStart(6, "0");
  if (number % 50 === 0)
    return (
      `2026-02-13T12:00:00.000Z ERROR fingerprint_api::http: event ${id} failed\n` +
      `Traceback (most recent call last):\n  File "api.py", line ${id}\nValueError: event ${id}`
    );
  // Longer than the runtime writes in one piece.
  const path = number % 101 === 0 ? "x".repeat(20_000) : "health";
  return `203.0.113.7 - - [13/Feb/2026:12:00:00 +0000] "GET /${path} HTTP/1.1" 200 ${id} "-" "agent ${id}" 1.5ms`;
}

/** A line as the container runtime writes it: in pieces of 16 KiB, all but the last marked `P`. */
const runtimeLine = (line: string, time: string) =>
  line
    .match(/.{1,16384}/g)!
    .map((piece, i, all) => `${time} stdout ${i < all.length - 1 ? "P" : "F"} ${piece}\n`)
    .join("");

/** Writes the log file of one container as the runtime does: with its time, in pieces, and rotated. */
export class ContainerLog {
  readonly events: string[] = [];
  private rotations = 0;

  constructor(private readonly file: string) {}

  write(events: number): void {
    for (let i = 0; i < events; i++) {
      const number = this.events.length;
      const time = `2026-02-13T12:00:00.${String(number).padStart(9, "0")}Z`;
      const event = eventText(number);
      this.events.push(event);
      const lines = event.split("\n").map((line) => runtimeLine(line, time));
      appendFileSync(this.file, lines.join(""));
    }
  }

  /** The kubelet packs what it has rotated before, renames the file that has grown, and a new one begins under the old name. */
  rotate(): void {
    const rotated = () => `${this.file}.20260213-12000${this.rotations}`;
    if (this.rotations > 0) {
      writeFileSync(`${rotated()}.tmp`, gzipSync(readFileSync(rotated())));
      renameSync(`${rotated()}.tmp`, `${rotated()}.gz`);
      rmSync(rotated());
    }
    this.rotations++;
    renameSync(this.file, rotated());
  }
}
