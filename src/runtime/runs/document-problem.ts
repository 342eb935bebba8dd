import type { Failure } from "../../kernel/base/failure.ts";
import { takesDocuments } from "../../kernel/model/endpoint-presets.ts";
import { type ModelChoice, modelName } from "../../kernel/model/model.ts";

/** Why a message with documents cannot be said to a model; undefined where it can. */
export const documentProblem = (model: ModelChoice): Failure | undefined =>
  takesDocuments(model)
    ? undefined
    : {
        type: "invalid-input",
        message: `${modelName(model)} takes no documents where it is asked. Nothing was sent, and the message is still in the message box, with its files. Choose another model for this session, or remove the documents.`,
      };
