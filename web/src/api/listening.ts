import { computed } from "vue";
import { get } from "./client";
import { useQuery } from "./query";
import type { Listening } from "./types";

const kPort = /:(\d+)$/;
const kLoopback = /^(127\.|\[::1\])/;
/** The ports that written-down lines name: what the server listens on unless told otherwise. */
const kUsual = [2055, 4739, 6343];

/** `line` with a port that the server takes exports on in the place of a usual one that it does not. */
export function withPorts(line: string, ports: readonly number[]): string {
  if (ports.length === 0) return line;
  return line.replace(/(?<=\s|\.\d{1,3}:)\d{4}(?=\s|$|，|,)/g, (text) =>
    kUsual.includes(Number(text)) && !ports.includes(Number(text)) ? String(ports[0]) : text,
  );
}

/** Where the server takes exports. Nothing of it is known until it has answered. */
export function useListening() {
  const status = useQuery<{ listening?: Listening[] }>(() => get("/status"));
  const sockets = computed(() => (status.data.value?.listening ?? []).filter((one) => one.protocol !== "dnstap"));
  const ports = computed(() =>
    sockets.value.filter((one) => one.protocol === "udp").map((one) => Number(kPort.exec(one.address)?.[1])),
  );
  /** Whether anybody but this machine can reach one of them. */
  const isOpen = computed(() => sockets.value.some((one) => !kLoopback.test(one.address)));
  const words = computed(() => sockets.value.map((one) => `${one.protocol.toUpperCase()} ${one.address}`));
  return { sockets, ports, isOpen, words };
}
