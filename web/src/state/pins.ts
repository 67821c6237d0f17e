// What a page shows that its address leaves to the day it is opened on: a copied link writes it out.
import { onBeforeUnmount, readonly, shallowRef, watchEffect } from "vue";
import type { QueryValues } from "./url";

const held = shallowRef<QueryValues>({});
export const pins = readonly(held);

/** Says what a link to this page has to pin. Call in a page's setup. */
export function usePins(values: () => QueryValues): void {
  watchEffect(() => (held.value = values()));
  onBeforeUnmount(() => (held.value = {}));
}
