import type { Failure } from "../../kernel/base/failure.ts";
import type { ModelRequest } from "../../kernel/contracts/provider.ts";
import { picturesIn } from "./pictures.ts";

/**
 * Seen 2026: "Invalid content type. image_url is only supported by certain models.", "unknown variant `image_url`, expected `text`",
 * "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", "No endpoints found that support
 * image input", "this model does not support image content blocks", "<model> is not a multimodal model". Of documents: "Invalid
 * value: 'file'. Supported values are: 'text', 'image_url'", "unknown variant `file`", "'claude-x' does not support PDF input".
 */
const refusal =
  /(image|picture|vision|multi-?modal).{0,60}(not (a |an )?|n't |only |un|no )(support|multi|accept|allow|permit|expect)|(not|n't|un|only|no) ?(support|accept|allow|expect).{0,60}(image|vision|multi-?modal)|(unknown|invalid|unexpected).{0,20}image|not a (multi-?modal|vision)|no endpoints.{0,40}image/iu;

const refusedDocument =
  /(pdf|document|file).{0,60}(not (a |an )?|n't |only |un|no )(support|accept|allow|permit|expect)|(not|n't|un|only|no) ?(support|accept|allow|expect).{0,60}(pdf|document|\bfile)|(unknown|invalid|unexpected).{0,20}(`|'|")?(file|input_file|document)\b/iu;

const mayRefuse = new Set<Failure["type"]>(["bad-request", "not-found", "overloaded"]);

/** The failure in words that help, where a model was sent a picture or document that it does not take; else the failure as it is. */
export const explainRefusedPictures = (request: ModelRequest, failure: Failure): Failure => {
  if (!mayRefuse.has(failure.type)) return failure;
  const attached = picturesIn(request.messages);
  const documents = attached.filter(({ type }) => type === "document").length;
  const pictures = attached.length - documents;
  const explained = (message: string): Failure => ({
    type: "bad-request",
    status: "status" in failure ? failure.status : 400,
    message: `${message} ${failure.message}`,
  });
  if (pictures > 0 && refusal.test(failure.message)) {
    const those = pictures === 1 ? "the picture" : `the ${pictures} pictures`;
    return explained(
      `${request.model} cannot see pictures, and refused ${those} of this conversation. Nothing was run; pictures and messages are kept. Choose a model that sees pictures, or start a session without them.`,
    );
  }
  if (documents > 0 && refusedDocument.test(failure.message)) {
    const those = documents === 1 ? "the document" : `the ${documents} documents`;
    return explained(
      `${request.model} takes no documents, and refused ${those} of this conversation. Nothing was run; documents and messages are kept. Choose a model that reads PDF, or start a session without them.`,
    );
  }
  return failure;
};
