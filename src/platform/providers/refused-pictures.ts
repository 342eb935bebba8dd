import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import type { Failure } from "../../kernel/failure.ts";
import { picturesIn } from "./pictures.ts";

/**
 * Seen 2026: "Invalid content type. image_url is only supported by certain models.", "unknown variant `image_url`, expected `text`",
 * "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", "No endpoints found that support
 * image input", "this model does not support image content blocks", "<model> is not a multimodal model".
 */
const refusal =
  /(image|picture|vision|multi-?modal).{0,60}(not (a |an )?|n't |only |un|no )(support|multi|accept|allow|permit|expect)|(not|n't|un|only|no) ?(support|accept|allow|expect).{0,60}(image|vision|multi-?modal)|(unknown|invalid|unexpected).{0,20}image|not a (multi-?modal|vision)|no endpoints.{0,40}image/iu;

const mayRefuse = new Set<Failure["type"]>(["bad-request", "not-found", "overloaded"]);

/** The failure in words that help, where a model without eyes was sent a picture; else the failure as it is. */
export const explainRefusedPictures = (request: ModelRequest, failure: Failure): Failure => {
  if (!mayRefuse.has(failure.type) || !refusal.test(failure.message)) return failure;
  const count = picturesIn(request.messages).length;
  if (count === 0) return failure;
  const pictures = count === 1 ? "the picture" : `the ${count} pictures`;
  return {
    type: "bad-request",
    status: "status" in failure ? failure.status : 400,
    message: `${request.model} cannot see pictures, and refused ${pictures} of this conversation. Nothing was run; pictures and messages are kept. Choose a model that sees pictures, or start a session without them. ${failure.message}`,
  };
};
