import { computed } from "vue";
import { useView } from "./view";

/** Two rem in pixels, as the style sheet has rows: letters are larger on a wall. Call in a component's setup. */
export function useRowHeight() {
  const { view } = useView();
  return computed(() => {
    void view.value.theme;
    return 2 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  });
}
