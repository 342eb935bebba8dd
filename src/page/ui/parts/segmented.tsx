export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** One of a few. A radio group: Tab reaches the chosen one, the arrow keys choose. */
export const Segmented = <Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) => {
  const move = (element: HTMLElement, step: 1 | -1): void => {
    const index = choices.findIndex((choice) => choice.value === value);
    const next = (index + step + choices.length) % choices.length;
    const choice = choices[next];
    if (choice === undefined) return;
    onChange(choice.value);
    element.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  // Where none is chosen yet, the keyboard reaches the first.
  const reached = choices.find((choice) => choice.value === value)?.value;
  return (
    <div
      className="seg"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (step !== 1 && step !== -1) return;
        event.preventDefault();
        move(event.currentTarget, step);
      }}
    >
      {choices.map((choice, place) => (
        // A native radio cannot carry the pressed look without its own box; the pattern's keys are above.
        // biome-ignore lint/a11y/useSemanticElements: see above
        <button
          key={choice.value}
          type="button"
          role="radio"
          aria-checked={choice.value === value}
          tabIndex={choice.value === reached || (place === 0 && reached === undefined) ? 0 : -1}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
};
