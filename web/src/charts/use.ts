import { computed } from "vue";
import { useView } from "../state/view";
import { chartTokens } from "./tokens";

/** The tokens of the theme in force. Call in a component's setup. */
export function useTokens() {
  const { view } = useView();
  return computed(() => chartTokens(view.value.theme));
}
