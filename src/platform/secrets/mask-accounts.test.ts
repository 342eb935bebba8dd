import { expect, test } from "vitest";
import { maskAccounts } from "./mask-accounts.ts";

test.each([
  [
    "Rate limit reached for gpt-6-sol in organization org-Ab12Cd34Ef56Gh78 on tokens per min",
    "Rate limit reached for gpt-6-sol in organization [account removed] on tokens per min",
  ],
  ["Incorrect API key provided: sk-proj-abcd********wxyz.", "Incorrect API key provided: [key removed]."],
  ["Ask ines.fern+api@garden.example.org for access", "Ask [e-mail removed] for access"],
  [
    "Organization 3fa85f64-5717-4562-b3fc-2c963f66afa6 is disabled (req_011CdThhkibUaQvpxLWUMj2a)",
    "Organization [id removed] is disabled (req_011CdThhkibUaQvpxLWUMj2a)",
  ],
  [
    "User: arn:aws:iam::123456789012:user/fern is not authorized",
    "User: arn:aws:iam::[account removed]:user/fern is not authorized",
  ],
  [
    "The model claude-opus-5-5 takes 200000 tokens, 1763729614 was asked",
    "The model claude-opus-5-5 takes 200000 tokens, 1763729614 was asked",
  ],
])("%s", (said, shown) => {
  expect(maskAccounts(said)).toBe(shown);
});
