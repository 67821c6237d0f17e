import { ref } from "vue";
import { forgetAnswers } from "../api/client";

/** Counts refreshes: whatever reads it is asked again. */
export const refreshes = ref(0);
/** The instant that relative ranges end at; moves with every refresh only. */
export const clock = ref(Date.now());

const kEvery = 30_000;

export function refreshNow(): void {
  forgetAnswers();
  clock.value = Date.now();
  refreshes.value++;
}

/** Refreshes relative views twice a minute while the page is seen. Returns the stop. */
export function startRefreshing(isRelative: () => boolean): () => void {
  const timer = window.setInterval(() => {
    if (document.visibilityState === "visible" && isRelative()) refreshNow();
  }, kEvery);
  const seen = () => {
    const overdue = Date.now() - clock.value > kEvery;
    if (document.visibilityState === "visible" && overdue && isRelative()) refreshNow();
  };
  document.addEventListener("visibilitychange", seen);
  return () => {
    window.clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
  };
}
