// The building blocks of a selection: each has its text and a check of what came for it.
const show = (value) => (value === undefined ? 'nothing' : value);

/** Numbers that went through floating point sums may differ in the last digits. */
export const near = (right, got) => {
  if (typeof right !== 'number' || typeof got !== 'number') return right === got;
  return Math.abs(right - got) <= Math.abs(right) * 1e-12;
};
export const exact = (right, got) => right === got;

/** A field without fields: `right` gives its value for a view. */
export function leaf(writer, name, right, equal = exact, args = '') {
  const key = writer.alias(name);
  const text = `${key === name ? '' : `${key}: `}${name}${args}`;
  const check = (parent, view, wrong) => {
    const wanted = right(view);
    if (!equal(wanted, parent[key])) wrong(key, wanted, show(parent[key]));
  };
  return { text, check };
}

/** A field with fields: `inner` checks its value, which must be an object or a list. */
export function branch(writer, name, args, type, texts, inner) {
  const key = writer.alias(name);
  const text = `${key === name ? '' : `${key}: `}${name}${args} { ${writer.selection(type, texts)} }`;
  const check = (parent, view, wrong) => {
    const value = parent[key];
    if (typeof value !== 'object' || value === null) return wrong(key, 'an object or a list', show(value));
    inner(value, view, (path, right, got) => wrong(`${key}.${path}`, right, got));
  };
  return { text, check };
}

/** Checks a value by each of some fields. */
export const eachField = (fields) => (value, view, wrong) => {
  for (const field of fields) field.check(value, view, wrong);
};

/** Checks a list item by item against the views of its items. */
export const eachItem = (fields, views) => (list, view, wrong) => {
  const wanted = views(view);
  if (!Array.isArray(list) || list.length !== wanted.length) return wrong('length', wanted.length, show(list?.length));
  list.forEach((item, i) => {
    eachField(fields)(item, wanted[i], (path, right, got) => wrong(`${i}.${path}`, right, got));
  });
};
