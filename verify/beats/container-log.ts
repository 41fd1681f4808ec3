import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** An event that must arrive: one line, or a line with the stack trace that belongs to it. */
const eventText = (number: number): string => {
  const id = String(number).padStart(6, "0");
  if (number % 50 === 0)
    return (
      `2026-02-13T12:00:00.000Z ERROR fingerprint_api::http: event ${id} failed\n` +
      `Traceback (most recent call last):\n  File "api.py", line ${id}\nValueError: event ${id}`
    );
  if (number % 3 === 0)
    return JSON.stringify({ timestamp: "2026-02-13T12:00:00Z", level: "INFO", message: `event ${id}` });
  // Longer than the runtime writes in one piece.
  if (number % 101 === 0)
    return `203.0.113.7 - - [13/Feb/2026:12:00:00 +0000] "GET /${"x".repeat(20_000)} HTTP/1.1" 200 ${id}`;
  return `203.0.113.7 - - [13/Feb/2026:12:00:00 +0000] "GET /health HTTP/1.1" 200 ${id} "-" "agent ${id}" 1.5ms`;
};

/** Bytes that the container runtime writes in one piece; a longer line is written as several, all but the last marked `P`. */
const pieceLength = 16_384;

function runtimeLines(text: string, time: string): string {
  return text
    .split("\n")
    .map((line) => {
      const pieces = line.match(new RegExp(`.{1,${String(pieceLength)}}`, "gs")) ?? [""];
      return pieces
        .map((piece, i) => `${time} stdout ${i < pieces.length - 1 ? "P" : "F"} ${piece}\n`)
        .join("");
    })
    .join("");
}

/** Writes the log file of one container as the runtime does: with its time, in pieces, and rotated. */
export class ContainerLog {
  /** What has been written, event by event. */
  readonly events: string[] = [];

  private rotations = 0;

  constructor(private readonly file: string) {}

  write(events: number): void {
    let text = "";
    for (let i = 0; i < events; i++) {
      const number = this.events.length;
      const event = eventText(number);
      const time = `2026-02-13T12:00:00.${String(number).padStart(9, "0")}Z`;
      this.events.push(event);
      text += runtimeLines(event, time);
    }
    appendFileSync(this.file, text);
  }

  /** The kubelet packs what it has rotated before, renames the file that has grown, and a new one begins under the old name. */
  rotate(): void {
    if (this.rotations > 0) pack(this.rotated());
    this.rotations++;
    renameSync(this.file, this.rotated());
  }

  private rotated(): string {
    return `${this.file}.20260213-12000${String(this.rotations)}`;
  }
}

function pack(file: string): void {
  writeFileSync(`${file}.tmp`, gzipSync(readFileSync(file)));
  renameSync(`${file}.tmp`, `${file}.gz`);
  rmSync(file);
}
