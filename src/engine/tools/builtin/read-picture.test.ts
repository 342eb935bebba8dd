import { expect, test } from "vitest";
import { fakePicture } from "../../../kernel/picture.fake.ts";
import { createWorkbench } from "./workbench.fake.ts";

test.each([
  ["png", "image/png"],
  ["jpeg", "image/jpeg"],
  ["gif", "image/gif"],
  ["webpLossy", "image/webp"],
] as const)("of a %s it is told what it is and who can show it", async (name, mediaType) => {
  const bytes = fakePicture(name);
  expect(await createWorkbench({ "/plan": bytes }).call("read", { file_path: "/plan" })).toBe(
    `refused: /plan is a picture (${mediaType}, 7 × 5 pixels, ${bytes.length} bytes). Calls give back text only; ask the person to attach it to a message if you have to see it.`,
  );
});
