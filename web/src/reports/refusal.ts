// Why the server did not do it, in the reader's language first and in its own words behind.
import type { RefusedError } from "../api/write";
import type { TextKey } from "../i18n";

const kWords: Record<number, TextKey> = { 0: "state.unreachable", 400: "reports.refused.400", 401: "state.unauthorized", 403: "reports.refused.403", 404: "state.absent", 409: "reports.refused.409", 412: "reports.refused.412", 428: "reports.refused.412", 503: "reports.refused.503" };

export function refusalOf(error: RefusedError, t: (key: TextKey) => string): string {
  const { status, detail, title, errors } = error.problem;
  const words = kWords[status];
  const said = [detail ?? title, ...(errors ?? []).map((one) => `${one.parameter}: ${one.detail}`)].filter(Boolean).join(" · ");
  return status === 0 ? t("state.unreachable") + t("reports.colon") + t("state.unreachable.do") : [words ? t(words) : t("state.failed"), said].filter(Boolean).join(t("reports.colon"));
}
