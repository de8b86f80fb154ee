/** Every page of the manual prints: nothing of it is lost, and its example compiles without a word. */
import { renderDiagnostic } from '@trammel/diagnostics';
import { operatorMarkdown } from '@trammel/report';
import { operatorPages } from 'trammel';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf } from './compiled.js';

describe.each(operatorPages())('$name', (page) => {
  it('has an example that compiles without a word, and whose assertions hold', () => {
    expect(diagnosticsOf(page.example, 'example.net').map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  });

  it('prints all its formulas and arguments', () => {
    const text = operatorMarkdown(page);
    for (const formula of page.formulas) expect(text).toContain(formula);
    for (const argument of page.arguments) expect(text).toContain(`\`${argument.name}\``);
    expect(text).toContain(page.example.trimEnd());
    expect(text).not.toMatch(/undefined|\[object|NaN/);
  });
});
