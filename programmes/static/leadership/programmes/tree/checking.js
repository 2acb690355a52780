// Asks the site what is wrong with the tree as it stands in the form, a while after the last change.

const PAUSE = 600;

export class Checking {
  // `ask()` gives what to send; `answered(problems)` takes the answer, `failed()` that there was none.
  constructor(url, { ask, answered, failed }) {
    this.url = url;
    this.ask = ask;
    this.answered = answered;
    this.failed = failed;
    this.timer = 0;
    this.under = null;
  }

  soon(pause = PAUSE) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.now(), pause);
  }

  async now() {
    this.under?.abort();
    this.under = new AbortController();
    const { signal } = this.under;
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", [window.wagtailConfig.CSRF_HEADER_NAME]: window.wagtailConfig.CSRF_TOKEN },
        body: JSON.stringify(this.ask()),
        signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const { problems } = await answer.json();
      this.answered(problems);
    } catch (fault) {
      if (fault.name !== "AbortError") this.failed();
    }
  }
}
