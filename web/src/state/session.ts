import { computed, ref, shallowRef } from "vue";
import { ApiError, forgetAnswers, get } from "../api/client";
import type { Session } from "../api/registry";
import { RefusedError, send } from "../api/write";
import { refreshNow } from "./refresh";

/** Who asks, as the server says; null: nobody, or not asked yet. */
export const session = shallowRef<Session | null>(null);
/** Whether the server wants to know who asks. */
export const mustSignIn = ref(false);
export const mayWrite = computed(() => session.value?.may_write ?? false);
/** Freezing is of the whole country: for accounts that see all of it and may write. */
export const mayFreeze = computed(() => session.value?.all === true && session.value.may_write);

let asked: Promise<void> | null = null;

/** Asks once who asks; pages of the registry call it. `anew` asks again. */
export function loadSession(anew = false): Promise<void> {
  if (asked && !anew) return asked;
  if (anew) forgetAnswers();
  asked = get<Session>("/session").then(
    (one) => {
      session.value = one;
      mustSignIn.value = false;
    },
    (error: unknown) => {
      session.value = null;
      mustSignIn.value = error instanceof ApiError && error.problem.status === 401;
      asked = null;
    },
  );
  return asked;
}

/** Trades a token for a session. Gives the refusal, or nothing where it went well. */
export async function signIn(token: string): Promise<RefusedError | null> {
  try {
    session.value = (await send<Session>("POST", "/session", { json: { token } })).body;
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
  await loadSession(true);
  refreshNow();
  return null;
}

export async function signOut(): Promise<void> {
  await send("DELETE", "/session");
  session.value = null;
  await loadSession(true);
  refreshNow();
}
