import type { FullConfig, Reporter, Suite, TestCase, TestResult } from "../../web/node_modules/@playwright/test/reporter";

/** One line a test, the reason of each failure, and at the end "N passed, N failed". */
export default class Summary implements Reporter {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    console.log(`console: ${suite.allTests().length} browser tests`);
  }
  onTestEnd(test: TestCase, result: TestResult): void {
    const name = test.titlePath().slice(3).join(" > ");
    if (result.status === "skipped") {
      this.skipped++;
      console.log(`skipped ${name}`);
    } else if (result.status === test.expectedStatus) {
      this.passed++;
      console.log(`ok      ${name} (${result.duration} ms)`);
    } else {
      this.failed++;
      console.log(`FAILED  ${name}`);
      for (const error of result.errors) console.log(error.message ?? String(error.value));
    }
  }
  onError(error: { message?: string }): void {
    this.failed++;
    console.log(`FAILED  ${error.message ?? "before any test"}`);
  }
  onEnd(): void {
    const skipped = this.skipped ? `, ${this.skipped} skipped` : "";
    console.log(`${this.passed} passed, ${this.failed} failed${skipped}`);
  }
  printsToStdio(): boolean {
    return true;
  }
}
