// Words, numbers and elements, for all parts of the page.

export const percent = (share) => (share === null || share === undefined ? '–' : `${Math.round(share * 100)} %`);
export const seconds = (value) => {
  if (value === null || value === undefined) return '–';
  if (value < 60) return `${Math.round(value)} s`;
  const rounded = Math.round(value);
  if (rounded < 3600) return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, '0')} min`;
  return `${Math.floor(rounded / 3600)}:${String(Math.floor(rounded / 60) % 60).padStart(2, '0')} h`;
};
export const short = (value) => (value === null || value === undefined ? '–' : value < 10 ? value.toFixed(2) : value.toFixed(1));
export const el = (tag, text, kind) => {
  const made = document.createElement(tag);
  if (text !== undefined && text !== null) made.textContent = text;
  if (kind) made.className = kind;
  return made;
};
export const set = (node, text) => { if (node.textContent !== text) node.textContent = text; };
export const whole = (number) => number.toLocaleString('en');
