// One report as its page shows it: the issue, and its document as a page and as data.
import { computed, shallowRef, watch, type ComputedRef } from "vue";
import { ApiError, getText } from "../api/client";
import { useQuery } from "../api/query";
import { fileAddress, getIssue, getIssues, isDraft, type Issue, type WholeIssue } from "../api/reports";
import type { ReportDocument } from "./document";

/** Call in a page's setup. `version` 0: the newest. */
export function useReport(id: ComputedRef<string>, version: ComputedRef<number>) {
  const answer = useQuery<WholeIssue>(() => getIssue(id.value, version.value || null));
  /** What an act answered, until the next reading. */
  const told = shallowRef<WholeIssue | null>(null);
  watch([answer.data, id, version], () => (told.value = null));
  const issue = computed<WholeIssue | null>(() => told.value ?? (answer.data.value?.id === id.value ? answer.data.value : null));
  const draft = computed(() => (issue.value && isDraft(issue.value) ? issue.value : null));

  const html = shallowRef("");
  const document = shallowRef<ReportDocument | null>(null);
  const fault = shallowRef<ApiError | null>(null);
  const reading = shallowRef(false);
  let latest = 0;
  // A refresh every half minute does not print again what has not changed.
  const printKey = computed(() => (issue.value ? [issue.value.id, issue.value.version, issue.value.state, issue.value.revision, draft.value?.as_of_commit ?? ""].join(" ") : ""));
  watch(printKey, async (key) => {
    const one = issue.value;
    const mine = ++latest;
    fault.value = null;
    if (!key || !one) return void ([html.value, document.value] = ["", null]);
    reading.value = true;
    try {
      const [page, data] = await Promise.all([getText(fileAddress(one, "html")), getText(fileAddress(one, "json"), "application/json")]);
      if (mine !== latest) return;
      html.value = page;
      document.value = JSON.parse(data) as ReportDocument;
    } catch (cause) {
      if (mine === latest) fault.value = cause instanceof ApiError ? cause : new ApiError({ title: String(cause), status: -1 });
    }
    if (mine === latest) reading.value = false;
  }, { immediate: true });

  const others = useQuery<{ data: Issue[] }>(() => (issue.value ? getIssues({ report: issue.value.report, period: issue.value.period, region: issue.value.region }) : null));
  const versions = computed(() => (others.data.value?.data ?? []).filter((one) => one.id === id.value).sort((a, b) => b.version - a.version));
  return { answer, issue, draft, told, html, document, fault, reading, versions, isNewest: computed(() => !versions.value.length || versions.value[0]!.version === issue.value?.version) };
}
