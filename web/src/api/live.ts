import { onBeforeUnmount, ref, shallowRef, triggerRef } from "vue";
import type { LiveOverview } from "./types";

export type LiveState = "connecting" | "live" | "waiting" | "paused";

const kSecondsKept = 300;
const kSilentAfter = 5_000;

/** The last five minutes of `/live`, second by second. Seconds that never came are gaps. */
export function useLive() {
  const history = shallowRef<LiveOverview[]>([]);
  const now = shallowRef<LiveOverview | null>(null);
  const state = ref<LiveState>("connecting");
  let source: EventSource | null = null;
  let heard = Date.now();

  function open(): void {
    source = new EventSource("/api/v1/live");
    source.addEventListener("overview", (event) => {
      heard = Date.now();
      const overview = JSON.parse((event as MessageEvent<string>).data) as LiveOverview;
      now.value = overview;
      history.value.push(overview);
      const oldest = Date.parse(overview.at) - kSecondsKept * 1000;
      while (history.value.length && Date.parse(history.value[0]!.at) < oldest) history.value.shift();
      triggerRef(history);
      state.value = "live";
    });
  }
  function close(): void {
    source?.close();
    source = null;
  }
  const watchdog = window.setInterval(() => {
    if (state.value === "paused" || Date.now() - heard < kSilentAfter) return;
    state.value = source?.readyState === EventSource.OPEN ? "waiting" : "connecting";
    // The browser gives up for good when a proxy answers with an error page.
    if (source?.readyState === EventSource.CLOSED) open();
  }, 1000);

  function toggle(): void {
    if (state.value === "paused") {
      state.value = "connecting";
      heard = Date.now();
      open();
    } else {
      close();
      state.value = "paused";
    }
  }
  open();
  onBeforeUnmount(() => {
    window.clearInterval(watchdog);
    close();
  });
  return { history, now, state, toggle };
}
