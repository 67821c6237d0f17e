import { ref } from "vue";

/** Single-letter shortcuts can be switched off (WCAG 2.1.4): speech input would trigger them. */
export const keysOn = ref(localStorage.getItem("sixscope.keys") !== "off");

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem("sixscope.keys", on ? "on" : "off");
}

const kSequenceWithin = 1200;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/**
 * Calls what `actions` has for a key, or for two keys in a row ("g t"). Keys with a modifier, and
 * keys typed into a field, are left alone.
 */
export function listenForKeys(actions: Record<string, () => void>): () => void {
  let first = "";
  let at = 0;
  const heard = (event: KeyboardEvent) => {
    if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const now = Date.now();
    const pair = now - at < kSequenceWithin ? `${first} ${event.key}` : "";
    const action = actions[pair] ?? actions[event.key];
    first = event.key;
    at = now;
    if (!action) return;
    event.preventDefault();
    first = "";
    action();
  };
  document.addEventListener("keydown", heard);
  return () => document.removeEventListener("keydown", heard);
}
