import { isApple } from "./is-apple.ts";
import { paneKeys, paneKeysText, shortcuts, strokeText } from "./shortcuts.ts";

/** All keys: those of the page, then those of each pane where the focus is. */
export const ShortcutTable = () => (
  <table className="tbl">
    <thead>
      <tr>
        <th scope="col">Keys</th>
        <th scope="col">What they do</th>
        <th scope="col">Where</th>
      </tr>
    </thead>
    <tbody>
      {shortcuts.map(({ id, stroke, label }) => (
        <tr key={id}>
          <td className="keys">{strokeText(stroke, isApple)}</td>
          <td>{label}</td>
          <td className="dim">everywhere</td>
        </tr>
      ))}
      {paneKeys.map(({ where, keys, label }) => (
        <tr key={`${where} ${keys}`}>
          <td className="keys">{paneKeysText(keys, isApple)}</td>
          <td>{label}</td>
          <td className="dim">{where}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
