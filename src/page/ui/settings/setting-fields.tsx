import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { defaultSystemPrompt } from "../../../kernel/conversation/system-prompt.ts";
import { defaultRunLimits } from "../../../kernel/limits/limits.ts";
import { contextWindow } from "../../../kernel/model/context-window.ts";
import { isRemote, type ModelChoice, modelName } from "../../../kernel/model/model.ts";
import { type Effort, efforts, type PromptCaching, type SettingName } from "../../../kernel/model/model-settings.ts";
import { type Accepts, type ModelTraits, modelTraits, traitsOf } from "../../../kernel/model/model-traits.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { type Choice, Segmented } from "../parts/segmented.tsx";
import { NumberInput } from "./number-input.tsx";
import type { SettingScope } from "./setting-scope.ts";
import {
  type ReadSetting,
  readStopSequences,
  readTemperature,
  readTokens,
  readWindow,
  writeStopSequences,
} from "./setting-texts.ts";
import { useDraft } from "./use-draft.ts";

interface FieldProps {
  readonly scope: SettingScope;
}

const plainNumber = new Intl.NumberFormat("en-US");

/** The way back, beside the label of what is set here. */
const ResetButton = ({
  scope,
  name,
  label,
  onReset,
}: FieldProps & {
  readonly name: SettingName;
  readonly label: string;
  readonly onReset?: () => void;
}): ReactNode => {
  const words = scope.kind === "defaults" ? "Reset" : "Use default";
  return (
    <Button
      tone="quiet"
      className="reset"
      aria-label={`${words}: ${label}`}
      onClick={() => {
        onReset?.();
        if (scope.own[name] !== undefined) void scope.reset(name);
      }}
    >
      {words}
    </Button>
  );
};

const resetOf = (scope: SettingScope, name: SettingName, label: string): { readonly action?: ReactNode } =>
  scope.own[name] === undefined ? {} : { action: <ResetButton scope={scope} name={name} label={label} /> };

/** Keeps a text as the value it stands for. */
const saverOf =
  <Value,>(scope: SettingScope, name: SettingName, read: (text: string) => ReadSetting<Value>) =>
  (text: string): Promise<string | undefined> => {
    const setting = read(text);
    return setting.ok ? scope.change({ [name]: setting.value }) : Promise.resolve(setting.problem);
  };

/** Why a model's settings are not sent, or what becomes of them; undefined where there is nothing to say. */
const traitNote = (accepts: Accepts, model: string, what: string): string | undefined => {
  if (accepts === "yes") return undefined;
  return accepts === "no"
    ? `${model} does not take ${what}: a value set here is kept and not sent to it.`
    : "Sent; if the model refuses it, it is left out once and you are told.";
};

const known = (model: ModelChoice): ModelTraits => (isRemote(model) ? modelTraits(model.model) : {});

/** What a model that takes an effort makes of it. */
const effortNote = (model: ModelChoice): string => {
  const { efforts: levels = [] } = known(model);
  const says = "How hard the model tries: more takes longer and costs more tokens.";
  if (levels.length === efforts.length) return says;
  const words = new Intl.ListFormat("en").format(levels.map((level) => effortWords[level].toLowerCase()));
  return `${says} ${modelName(model)} knows ${words}; for another it is asked for the nearest below.`;
};

const temperatureNote = (model: ModelChoice): string => {
  const highest = known(model).temperatureUpTo ?? 2;
  const upTo = highest < 2 ? ` ${modelName(model)} takes at most ${highest}.` : "";
  return `0 to 2. Low keeps to the likeliest words, high wanders.${upTo}`;
};

const OwnPrompt = ({ scope }: FieldProps): ReactNode => {
  const draft = useDraft(scope.effective.systemPrompt ?? "", (text) => scope.change({ systemPrompt: text }));
  return (
    <Field
      label="Your own system prompt"
      problem={draft.problem}
      hint="Sent before every conversation. Left empty, none is sent and the model only knows its tools."
    >
      {(ids) => (
        <textarea
          {...ids}
          className="inp area"
          rows={8}
          dir="auto"
          value={draft.text}
          onChange={(event) => draft.write(event.currentTarget.value)}
          onBlur={draft.keep}
        />
      )}
    </Field>
  );
};

const whose: readonly Choice<"vivarium" | "own">[] = [
  { value: "vivarium", label: "Vivarium’s own" },
  { value: "own", label: "Your own" },
];

const SystemPromptField = ({ scope }: FieldProps): ReactNode => {
  const isOwn = scope.effective.systemPrompt !== undefined;
  const { action } = resetOf(scope, "systemPrompt", "System prompt");
  return (
    <div className="group">
      <div className="field">
        <div className="lbl">
          <span className="lb">System prompt</span>
          {action}
        </div>
        <Segmented
          label="System prompt"
          choices={whose}
          value={isOwn ? "own" : "vivarium"}
          onChange={(next) => void scope.change({ systemPrompt: next === "own" ? defaultSystemPrompt : null })}
        />
        {!isOwn && <span className="hint">Says what the workspace is, and that files are material and never instructions.</span>}
      </div>
      {isOwn ? (
        <OwnPrompt scope={scope} />
      ) : (
        <details className="own-prompt">
          <summary>Read it</summary>
          <pre>{defaultSystemPrompt}</pre>
        </details>
      )}
    </div>
  );
};

const effortWords: Readonly<Record<Effort, string>> = {
  minimal: "Minimal",
  low: "Low",
  medium: "Medium",
  high: "High",
  xhigh: "Extra high",
  max: "Maximum",
};

const EffortField = ({ scope }: FieldProps): ReactNode => {
  const accepts = traitsOf(scope.model).effort;
  const [problem, setProblem] = useState<string>();
  const choose = async (value: string): Promise<void> => {
    setProblem(await scope.change({ effort: efforts.find((effort) => effort === value) ?? null }));
  };
  return (
    <Field
      label="Effort"
      problem={problem}
      hint={traitNote(accepts, modelName(scope.model), "an effort") ?? effortNote(scope.model)}
      {...resetOf(scope, "effort", "Effort")}
    >
      {(ids) => (
        <div className="inp">
          <select
            {...ids}
            value={scope.effective.effort ?? ""}
            disabled={accepts === "no"}
            onChange={(event) => void choose(event.currentTarget.value)}
          >
            <option value="">The model’s own</option>
            {efforts.map((effort) => (
              <option key={effort} value={effort}>
                {effortWords[effort]}
              </option>
            ))}
          </select>
          <Icon of={ChevronDown} size={14} className="dim" />
        </div>
      )}
    </Field>
  );
};

interface NumberFieldProps extends FieldProps {
  readonly name: SettingName;
  readonly label: string;
  readonly hint: string;
  readonly placeholder: string;
  readonly stored: string;
  readonly isDisabled?: boolean;
  readonly save: (text: string) => Promise<string | undefined>;
}

const NumberField = ({
  scope,
  name,
  label,
  hint,
  placeholder,
  stored,
  isDisabled = false,
  save,
}: NumberFieldProps): ReactNode => {
  const draft = useDraft(stored, save);
  const mayReset = scope.own[name] !== undefined || draft.problem !== undefined;
  return (
    <Field
      label={label}
      problem={draft.problem}
      hint={hint}
      action={mayReset && <ResetButton scope={scope} name={name} label={label} onReset={draft.drop} />}
    >
      {(ids) => (
        <div className={`inp num${draft.problem === undefined ? "" : " bad"}`}>
          <NumberInput ids={ids} draft={draft} placeholder={placeholder} isDisabled={isDisabled} />
        </div>
      )}
    </Field>
  );
};

const TemperatureField = ({ scope }: FieldProps): ReactNode => {
  const accepts = traitsOf(scope.model).temperature;
  return (
    <NumberField
      scope={scope}
      name="temperature"
      label="Temperature"
      hint={traitNote(accepts, modelName(scope.model), "a temperature") ?? temperatureNote(scope.model)}
      placeholder="The model’s own"
      stored={scope.effective.temperature?.toString() ?? ""}
      isDisabled={accepts === "no"}
      save={saverOf(scope, "temperature", readTemperature)}
    />
  );
};

const LongestAnswerField = ({ scope }: FieldProps): ReactNode => {
  const stored = scope.effective.maxOutputTokens;
  return (
    <NumberField
      scope={scope}
      name="maxOutputTokens"
      label="Longest answer, in tokens"
      hint="1 to 1,000,000. An answer that reaches it is cut off there. A word is about 1.3 tokens."
      placeholder={plainNumber.format(defaultRunLimits.maxOutputTokens)}
      stored={stored === undefined ? "" : plainNumber.format(stored)}
      save={saverOf(scope, "maxOutputTokens", readTokens)}
    />
  );
};

const windowNote = (model: ModelChoice): string => {
  const { from, tokens } = contextWindow(model);
  return from === "known"
    ? `1,000 to 10,000,000. ${modelName(model)} reads ${plainNumber.format(tokens)}. At 85 % of it the older part becomes a summary for the model.`
    : `1,000 to 10,000,000. Nobody here knows what ${modelName(model)} reads; from ${plainNumber.format(tokens)} on the older part becomes a summary for it.`;
};

const WindowField = ({ scope }: FieldProps): ReactNode => {
  const stored = scope.effective.contextWindow;
  return (
    <NumberField
      scope={scope}
      name="contextWindow"
      label="Context window, in tokens"
      hint={windowNote(scope.model)}
      placeholder={plainNumber.format(contextWindow(scope.model).tokens)}
      stored={stored === undefined ? "" : plainNumber.format(stored)}
      save={saverOf(scope, "contextWindow", readWindow)}
    />
  );
};

const stopNote = (model: ModelChoice): string => {
  const refuser = model.provider === "openai-responses" ? "The Responses API" : modelName(model);
  return model.provider === "openai-responses" || known(model).takesStopSequences === false
    ? `${refuser} does not take any: what is set here is kept and not sent to it.`
    : "Up to four, one per line. The model stops before it writes one of them. \\n stands for a line break.";
};

const StopSequencesField = ({ scope }: FieldProps): ReactNode => {
  const stored = writeStopSequences(scope.effective.stopSequences ?? []);
  const draft = useDraft(stored, saverOf(scope, "stopSequences", readStopSequences));
  const label = "Stop sequences";
  const mayReset = scope.own.stopSequences !== undefined || draft.problem !== undefined;
  return (
    <Field
      label={label}
      problem={draft.problem}
      hint={stopNote(scope.model)}
      action={mayReset && <ResetButton scope={scope} name="stopSequences" label={label} onReset={draft.drop} />}
    >
      {(ids) => (
        <textarea
          {...ids}
          className={`inp area mono${draft.problem === undefined ? "" : " bad"}`}
          rows={2}
          spellCheck={false}
          placeholder="None"
          value={draft.text}
          onChange={(event) => draft.write(event.currentTarget.value)}
          onBlur={draft.keep}
        />
      )}
    </Field>
  );
};

const cachingChoices: readonly Choice<PromptCaching>[] = [
  { value: "off", label: "Off" },
  { value: "5m", label: "5 minutes" },
  { value: "1h", label: "1 hour" },
];

/** How the provider keeps the beginning of a conversation. */
export const CachingField = ({ scope }: FieldProps): ReactNode => {
  const { action } = resetOf(scope, "promptCaching", "Prompt caching");
  return (
    <div className="field">
      <div className="lbl">
        <span className="lb">Prompt caching</span>
        {action}
      </div>
      <Segmented
        label="Prompt caching"
        choices={cachingChoices}
        value={scope.effective.promptCaching ?? "5m"}
        onChange={(promptCaching) => void scope.change({ promptCaching })}
      />
      <span className="hint">
        The provider keeps what stays the same from turn to turn, and reading it again costs about a tenth. Writing it costs a
        quarter more for 5 minutes, twice as much for 1 hour. Anthropic needs these marks; others cache by themselves or not at
        all.
      </span>
    </div>
  );
};

/** How the model answers, field by field. */
export const SettingFields = ({ scope }: FieldProps): ReactNode => (
  <>
    <SystemPromptField scope={scope} />
    <div className="pair">
      <EffortField scope={scope} />
      <TemperatureField scope={scope} />
    </div>
    <div className="pair">
      <LongestAnswerField scope={scope} />
      <WindowField scope={scope} />
    </div>
    <StopSequencesField scope={scope} />
  </>
);
