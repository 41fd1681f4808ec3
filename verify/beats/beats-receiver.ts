import { type Server, type TlsOptions, type TLSSocket, createServer } from "node:tls";
import { inflateSync } from "node:zlib";

/** An event as Filebeat ships it, as far as it is looked at here. */
export interface BeatsEvent {
  readonly "@timestamp": string;
  readonly message: string;
  readonly log: {
    readonly offset: number;
    readonly file: { readonly path: string; readonly fingerprint?: string };
  };
}

type Store = (events: readonly BeatsEvent[]) => Promise<void>;

/**
 * Takes events over the Beats protocol, version 2, as Logstash's input does: a window says how many events follow, and the
 * number of the last one is acknowledged when they are stored. What was not acknowledged is sent again.
 *
 * @param tls key, certificate and authority. Only senders with a certificate of that authority are let in
 * @param store rejects where events can't be stored: the connection is then closed
 */
export const beatsReceiver = (tls: TlsOptions, store: Store): Server =>
  createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (socket) => {
    socket.on("error", () => undefined);
    receive(socket, store).catch(() => socket.destroy());
  });

async function receive(socket: TLSSocket, store: Store): Promise<void> {
  let size = 0;
  let events: BeatsEvent[] = [];
  for await (const { type, number, body } of frames(socket)) {
    if (type === "2W") [size, events] = [number, []];
    else events.push(JSON.parse(body.toString()) as BeatsEvent);
    if (events.length < size) continue;
    await store(events);
    const acknowledged = Buffer.from("2A....");
    acknowledged.writeUInt32BE(number, 2);
    socket.write(acknowledged);
  }
}

interface Frame {
  /** Version and type: a window, compressed frames, or an event in JSON. */
  readonly type: string;
  /** A window's events, the length of what is compressed, or an event's place in its window. */
  readonly number: number;
  readonly body: Buffer;
}

async function* frames(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Frame> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    // A window is shorter, and never comes alone.
    while (rest.length >= 10) {
      const type = rest.toString("latin1", 0, 2);
      const number = rest.readUInt32BE(2);
      const lengths: Readonly<Record<string, number>> = {
        "2W": 6,
        "2C": 6 + number,
        "2J": 10 + rest.readUInt32BE(6),
      };
      const length = lengths[type];
      if (length === undefined) throw new Error(`a frame ${type} arrived`);
      if (rest.length < length) break;
      const body = rest.subarray(type === "2J" ? 10 : 6, length);
      rest = rest.subarray(length);
      if (type === "2C") yield* frames([inflateSync(body)]);
      else yield { type, number, body };
    }
  }
}
