// The search of the documentation, in the browser: reads the index when the field is first used, and lists what has all the words.
const field = document.querySelector('#search');
const results = document.querySelector('#results');
const count = document.querySelector('#count');
const MOST = 30;
let index;

const load = () => {
  index ??= fetch('/docs/search.json').then((response) => response.json());
  return index;
};

/** Higher is better; undefined where a word is missing. */
function score({ title, text }, words) {
  const [name, body] = [title.toLowerCase(), text.toLowerCase()];
  let sum = 0;
  for (const word of words) {
    if (name === word) sum += 10;
    else if (name.endsWith(`.${word}`)) sum += 8;
    else if (name.includes(word)) sum += 4;
    else if (body.includes(word)) sum += 1;
    else return undefined;
  }
  return sum;
}

function item({ title, kind, url }) {
  const [row, link, label] = ['li', 'a', 'small'].map((name) => document.createElement(name));
  link.href = url;
  link.textContent = title;
  label.textContent = ` ${kind}`;
  row.append(link, label);
  return row;
}

async function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = await load();
  const found =
    words.length === 0
      ? []
      : entries.map((entry) => ({ entry, points: score(entry, words) })).filter(({ points }) => points !== undefined);
  found.sort((a, b) => b.points - a.points || a.entry.title.length - b.entry.title.length);
  results.replaceChildren(...found.slice(0, MOST).map(({ entry }) => item(entry)));
  count.textContent =
    words.length === 0 ? '' : `${found.length} found${found.length > MOST ? `, the best ${MOST} shown` : ''}`;
}

function onKey(event) {
  const isTyping = document.activeElement === field || event.ctrlKey || event.metaKey || event.altKey;
  if (event.key === '/' && !isTyping) {
    event.preventDefault();
    field.focus();
  } else if (event.key === 'Escape' && document.activeElement === field) {
    field.value = '';
    search();
  } else if (event.key === 'Enter' && document.activeElement === field) {
    results.querySelector('a')?.click();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event);
}

/** Through the field and the results below it. */
function move(event) {
  const stops = [field, ...results.querySelectorAll('a')];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

field.addEventListener('focus', load, { once: true });
field.addEventListener('input', search);
document.addEventListener('keydown', onKey);
results.addEventListener('click', () => results.replaceChildren());
const contents = document.querySelector('nav details');
if (matchMedia('(max-width: 60rem)').matches) contents.open = false;
