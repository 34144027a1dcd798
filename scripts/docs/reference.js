// The schema reference: a page for each type, made from the schema and its descriptions.
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { AS_DATA, FIELD_ERRORS } from './field-errors.js';
import { code, prose, table, toHtml } from './html.js';

export const typesOf = (schema) =>
  Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

export const urlOfType = (type) => `/docs/types/${type.name}`;

export const kindOf = (type) => {
  if (isEnumType(type)) return 'enum';
  if (isInputObjectType(type)) return 'input';
  return isScalarType(type) ? 'scalar' : 'type';
};

/** The type as written, its name a link where it has a page. */
function typeLink(type) {
  const named = getNamedType(type);
  const text = toHtml(String(type));
  if (isSpecifiedScalarType(named)) return `<code>${text}</code>`;
  return `<code>${text.replace(named.name, `<a href="${urlOfType(named)}">${named.name}</a>`)}</code>`;
}

const errorLink = (code) => `<a href="/errors#${code}"><code>${code}</code></a>`;

function argumentTable(owner, args) {
  if (args.length === 0) return '';
  const rows = args.map(({ name, type, description, defaultValue }) => [
    `<code>${name}</code>`,
    typeLink(type),
    defaultValue === undefined ? '' : `<code>${toHtml(JSON.stringify(defaultValue))}</code>`,
    prose(description ?? ''),
  ]);
  return table(`Arguments of ${owner}`, ['Argument', 'Type', 'Default', 'Meaning'], rows);
}

function field(type, { name, type: of, args, description, deprecationReason }) {
  const path = `${type.name}.${name}`;
  const codes = FIELD_ERRORS[path];
  const errors = codes
    ? `<p>${AS_DATA.has(path) ? 'Holds, as data,' : 'Fails with'} ${codes.map(errorLink).join(', ')}.</p>`
    : '';
  const deprecated = deprecationReason ? `<p><strong>Deprecated:</strong> ${prose(deprecationReason)}</p>` : '';
  return `<section><h3 id="${name}"><a href="#${name}"><code>${name}</code></a>: ${typeLink(of)}</h3>
<p>${prose(description ?? '')}</p>${deprecated}
${argumentTable(path, args)}${errors}</section>`;
}

const fieldsOf = (type) => Object.values(type.getFields());

/** The fields that answer the type and the arguments that take it. */
function usedBy(type, types) {
  const uses = types
    .filter((each) => isObjectType(each) || isInputObjectType(each))
    .flatMap((owner) =>
      fieldsOf(owner).flatMap((each) => {
        const isUsed = [each, ...(each.args ?? [])].some(({ type: of }) => getNamedType(of) === type);
        return isUsed ? [`<a href="${urlOfType(owner)}#${each.name}"><code>${owner.name}.${each.name}</code></a>`] : [];
      }),
    );
  return uses.length === 0 ? '' : `<p>Used by ${uses.join(', ')}.</p>`;
}

function bodyOf(type) {
  if (isObjectType(type))
    return `<h2>Fields</h2>\n${fieldsOf(type)
      .map((each) => field(type, each))
      .join('\n')}`;
  if (isInputObjectType(type)) {
    const rows = fieldsOf(type).map(({ name, type: of, description }) => [
      `<code id="${name}">${name}</code>`,
      typeLink(of),
      prose(description ?? ''),
    ]);
    return table(`Fields of ${type.name}`, ['Field', 'Type', 'Meaning'], rows);
  }
  if (!isEnumType(type)) return '';
  const rows = type
    .getValues()
    .map(({ name, description }) => [`<code id="${name}">${name}</code>`, prose(description ?? '')]);
  return table(`Values of ${type.name}`, ['Value', 'Meaning'], rows);
}

export function renderType(type, types, printed) {
  return `<p class="kind">${kindOf(type)}</p><p>${prose(type.description ?? '')}</p>
${usedBy(type, types)}
${bodyOf(type)}
<h2>In the schema</h2>
${code(printed)}`;
}

/** What the search finds of a type: itself, and each field or value. */
export function searchOfType(type) {
  const own = { title: type.name, kind: kindOf(type), url: urlOfType(type), text: type.description ?? '' };
  const members = isEnumType(type) ? type.getValues() : isScalarType(type) ? [] : fieldsOf(type);
  return [
    own,
    ...members.map(({ name, description, args = [] }) => ({
      title: `${type.name}.${name}`,
      kind: isEnumType(type) ? 'value' : 'field',
      url: `${urlOfType(type)}#${name}`,
      text: [description, ...args.flatMap((arg) => [arg.name, arg.description])].join(' '),
    })),
  ];
}
