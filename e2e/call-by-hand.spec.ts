import { expect, test } from "./fixtures.ts";

test("a tool is called by hand with the keyboard alone: told what is missing, asked, done, counted, undone", async ({
  app,
  log,
}) => {
  const { approvals, page } = app;
  await app.welcome.watchItWork.waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Commands" }).fill("call one by hand");
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Tools" }).getByRole("link", { name: "delete", exact: true }).press("Enter");
  const form = page.getByRole("form", { name: "Call delete" });
  const call = form.getByRole("button", { name: "Call delete" });
  await call.press("Enter");
  await expect(form.getByRole("alert")).toHaveText("Is missing.");
  await expect(form.getByLabel("path")).toBeFocused();
  await page.keyboard.type("/README.md");
  await expect(form.getByRole("alert")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(approvals.first.approve).toBeEnabled();
  await page.keyboard.press("F8");
  await expect(approvals.first.group).toBeFocused();
  await page.keyboard.press("Control+Enter");
  const result = page.getByRole("region", { name: "Last call by hand" });
  await expect(result).toContainText("Deleted");
  await expect(page.getByRole("region", { name: "delete", exact: true })).toContainText("1 (1 done)");
  await result.getByRole("button", { name: "Undo" }).press("Enter");
  await result.getByRole("button", { name: "Take back" }).press("Enter");
  await expect(result).toContainText(/undone/i);
  const settled = (await log()).find(({ event }) => event.type === "call-settled");
  expect(settled?.origins).toEqual([{ type: "user" }]);
});
