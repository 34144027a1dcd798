// Writes the text of an operation in random ways: aliases, fragments, directives and variables.
export function createWriter(random) {
  const definitions = new Map();
  const variables = {};
  const fragments = new Map();
  let count = 0;

  const declare = (type, value, literal) => {
    const name = `v${++count}`;
    const defaulted = !type.endsWith('!') && random.chance(0.2);
    definitions.set(name, `$${name}: ${type}${defaulted ? ` = ${literal}` : ''}`);
    if (!defaulted) variables[name] = value;
    return `$${name}`;
  };

  /** The text of an argument's value: a literal or a variable. */
  const value = (type, given, literal = JSON.stringify(given)) =>
    random.chance(0.5) ? literal : declare(type, given, literal);

  const alias = (name) => (random.chance(0.3) ? `a${++count}` : name);

  const condition = () => {
    if (random.chance(0.5)) return random.pick(['@include(if: true)', '@skip(if: false)']);
    return `@include(if: ${declare('Boolean!', true)})`;
  };

  /** A selection of fields, some of them in fragments. */
  const selection = (type, texts) => {
    if (texts.length < 2 || random.chance(0.6)) return texts.join(' ');
    const cut = random.int(1, texts.length);
    const inner = texts.slice(0, cut).join(' ');
    const rest = texts.slice(cut).join(' ');
    const kind = random.pick(['inline', 'bare', 'named', 'twice']);
    if (kind === 'inline') return `... on ${type} ${random.chance(0.4) ? condition() : ''} { ${inner} } ${rest}`;
    if (kind === 'bare') return `... ${condition()} { ${inner} } ${rest}`;
    const name = `F${++count}`;
    fragments.set(name, `fragment ${name} on ${type} { ${inner} }`);
    return kind === 'twice' ? `...${name} ${rest} ...${name}` : `${rest} ...${name}`;
  };

  /** What was written and then not chosen is left out: only fragments and variables that the body reaches stay. */
  const finish = (body) => {
    const used = new Set();
    const texts = [body];
    for (const text of texts) {
      for (const [, name] of text.matchAll(/\.\.\.(F\d+)/g)) {
        if (!used.has(name)) texts.push(fragments.get(name));
        used.add(name);
      }
    }
    const uses = (name) => texts.some((text) => new RegExp(`\\$${name}\\b`).test(text));
    const names = [...definitions.keys()].filter(uses);
    const head = names.length > 0 ? `(${names.map((name) => definitions.get(name)).join(', ')})` : '';
    const named = head || random.chance(0.3) ? `query Q${head} ` : '';
    const given = names.filter((name) => name in variables).map((name) => [name, variables[name]]);
    return { query: [`${named}{ ${body} }`, ...texts.slice(1)].join('\n'), variables: Object.fromEntries(given) };
  };

  const args = (list) => {
    const given = list.filter((item) => item !== undefined);
    return given.length === 0 ? '' : `(${random.shuffle(given).join(', ')})`;
  };
  return { random, value, alias, selection, finish, args };
}
