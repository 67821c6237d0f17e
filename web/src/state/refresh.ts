import { ref } from "vue";
import { forgetAnswers, unreachable } from "../api/client";

/** Counts refreshes: whatever reads it is asked again. */
export const refreshes = ref(0);
/** The instant that relative ranges end at; moves with every refresh only. */
export const clock = ref(Date.now());

const kEvery = 30_000;
const kTryEvery = 5_000;

export function refreshNow(): void {
  forgetAnswers();
  clock.value = Date.now();
  refreshes.value++;
}

/** Refreshes relative views twice a minute while the page is seen, and any view until the server answers. Returns the stop. */
export function startRefreshing(isRelative: () => boolean): () => void {
  const seen = () => {
    const overdue = Date.now() - clock.value >= kEvery && isRelative();
    if (document.visibilityState === "visible" && (overdue || unreachable.value)) refreshNow();
  };
  const timer = window.setInterval(seen, kTryEvery);
  document.addEventListener("visibilitychange", seen);
  return () => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
