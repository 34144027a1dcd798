// Tests that the catalogue says of every code what the one table says.
import { describe, expect, test } from '@jest/globals';
import { FAILURES } from '../../src/errors.js';
import { catalogueJson, cataloguePage } from '../../src/http/error-catalogue.js';

describe('the catalogue', () => {
  test('has for programs every code, once, with all that the table says but the status', () => {
    const listed: unknown = JSON.parse(catalogueJson());
    expect(listed).toEqual(Object.entries(FAILURES).map(([code, { status: _, ...row }]) => ({ code, ...row })));
  });

  test.each(Object.entries(FAILURES))('has for people a place to link to for %s', (code, { category, retryable }) => {
    const row = cataloguePage().match(new RegExp(`<tr id="${code}">.*</tr>`))?.[0];
    expect(row).toContain(`<a href="#${code}">`);
    expect(row).toContain(`<td>${category}</td>`);
    expect(row).toContain(retryable ? 'ask again later' : 'final');
  });

  test('has no quotation mark of the table as a mark of HTML', () => {
    expect(FAILURES.BAD_REQUEST.remedy).toContain('"query"');
    expect(cataloguePage()).toContain('a &#34;query&#34;');
  });
});
