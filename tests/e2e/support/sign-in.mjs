// The sign-in dialog, as a hand uses it.

/** The steps of a page's dialog; `facts` is what the sandbox says of its users and keys. */
export function signInSteps({ page }, facts) {
  const frame = page.locator("dialog.sign-in");
  return {
    frame,
    open: (way) => page.getByRole("banner").getByRole("button", { name: "Sign in" }).click()
      .then(() => frame.getByRole("button", { name: way, exact: true }).click()),
    async fill(fields) {
      for (const [label, text] of Object.entries(fields)) await frame.getByLabel(label, { exact: true }).fill(text);
    },
    more: (summary) => frame.getByText(summary, { exact: true }).click(),
    submit: () => frame.getByRole("button", { name: "Sign in", exact: true }).click(),
    gone: () => frame.waitFor({ state: "detached" }),
    /** Signs in by the password of the sandbox's user. */
    async asUser() {
      await this.open("IAM user");
      await this.fill({ "Account name": facts.domain, "IAM user name": facts.user, Password: facts.password });
      await this.submit();
      await this.gone();
    },
    /** Signs in by the sandbox's access key. */
    async byKey() {
      await this.open("Access key");
      await this.fill({ "Access key (AK)": facts.access_key, "Secret key (SK)": facts.secret_key });
      await this.submit();
      await this.gone();
    },
    standing: page.locator(".signed-in"),
  };
}
