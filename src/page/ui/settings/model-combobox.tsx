import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { Icon } from "../parts/icon.tsx";
import { filterModels, mostShown } from "./filter-models.ts";

export interface ModelComboboxProps {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
  readonly value: string;
  readonly models: readonly string[];
  readonly placeholder?: string;
  readonly onChange: (text: string) => void;
  /** The person is done: a model was chosen, or the field was left. */
  readonly onSettle: (text: string) => void;
}

/** A field for a model's name over the list that its endpoint offers: an editable combobox with a list, after the ARIA pattern. */
export const ModelCombobox = ({ value, models, placeholder, onChange, onSettle, ...ids }: ModelComboboxProps) => {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  /** Until something is typed the whole list is shown, though the field holds a name. */
  const [isSearching, setSearching] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => filterModels(models, isSearching ? value : ""), [models, value, isSearching]);
  const shown = found.slice(0, mostShown);
  const isShown = isOpen && shown.length > 0;

  const open = (at: number): void => {
    setOpen(true);
    move(at);
  };
  const close = (): void => {
    setOpen(false);
    setActive(-1);
    setSearching(false);
  };
  const move = (to: number): void => {
    setActive(to);
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };
  const choose = (model: string): void => {
    onChange(model);
    onSettle(model);
    close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (models.length === 0) return;
        event.preventDefault();
        if (!isShown) return open(Math.max(0, shown.indexOf(value)));
        const step = event.key === "ArrowDown" ? 1 : -1;
        return move((active + step + shown.length) % shown.length);
      }
      case "Enter": {
        const model = shown[active];
        if (isShown && model !== undefined) {
          event.preventDefault();
          return choose(model);
        }
        onSettle(value);
        return close();
      }
      case "Escape":
        if (!isShown) return;
        event.preventDefault();
        event.stopPropagation();
        return close();
      default:
    }
  };
  return (
    <div className="inp mono combo">
      <input
        {...ids}
        role="combobox"
        type="text"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isShown && active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          setSearching(true);
          setOpen(true);
          setActive(-1);
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (isOpen) close();
          onSettle(value);
        }}
      />
      {models.length > 0 && <Icon of={ChevronDown} size={14} className="dim" />}
      {/* The list stays in the page, so that the field always controls something that is there. */}
      <div className="options" id={listId} ref={list} role="listbox" aria-label="Models" hidden={!isShown}>
        {shown.map((model, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
          <div
            key={model}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={model === value}
            className={index === active ? "active" : ""}
            // The focus stays in the field, which would close the list.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(model)}
          >
            {model}
          </div>
        ))}
        {found.length > mostShown && (
          <div className="more dim" role="presentation">
            {found.length - mostShown} more: type a part of the name
          </div>
        )}
      </div>
    </div>
  );
};
